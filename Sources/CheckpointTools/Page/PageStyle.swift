/// How a page looks, on a wide and a narrow screen, in light and in dark.
enum PageStyle {
  static let text: HTML = """

    :root{color-scheme:light dark;--ink:#1c2733;--soft:#5b6b7b;--line:#dde3ea;--page:#fff;--card:#f5f7fa;
    --good:#157347;--near:#8a5a00;--bad:#b3261e;--bar:#3568c0;
    --h1:#fdf0d5;--h2:#fbd9a5;--h3:#f5b170;--h4:#e9793f;--h5:#c63b2c}
    @media (prefers-color-scheme:dark){:root{--ink:#e4eaf0;--soft:#9aa8b6;--line:#313c48;--page:#12181f;
    --card:#1a222b;--good:#5fd39a;--near:#f0bd5d;--bad:#ff8a80;--bar:#7fa8f0;
    --h1:#3a2f1c;--h2:#5a431d;--h3:#85531c;--h4:#b3551f;--h5:#c9402f}}
    *{box-sizing:border-box}
    body{margin:0;background:var(--page);color:var(--ink);font:15px/1.5 system-ui,sans-serif}
    main{max-width:1100px;margin:0 auto;padding:24px 20px 48px}
    header{border-left:6px solid var(--bad);background:var(--card);padding:14px 18px;margin-bottom:18px}
    header.same{border-color:var(--good)}header.close{border-color:var(--near)}
    h1{font-size:26px;line-height:1.2;margin:0;color:var(--bad)}
    .same h1{color:var(--good)}.close h1{color:var(--near)}
    header p{margin:6px 0 0;overflow-wrap:anywhere}
    h2{font-size:18px;margin:30px 0 10px}
    ul{margin:0;padding-left:20px}li{margin:4px 0;overflow-wrap:anywhere}
    .scroll{overflow-x:auto}
    table{border-collapse:collapse;width:100%;font-size:14px}
    th,td{text-align:left;vertical-align:top;padding:5px 12px 5px 0;border-bottom:1px solid var(--line)}
    thead th{color:var(--soft);font-weight:600;white-space:nowrap}
    tbody th{font-weight:600}
    .number,.heat{text-align:right;font-variant-numeric:tabular-nums;white-space:nowrap}
    .path,.digest{font-family:ui-monospace,monospace;font-size:13px;overflow-wrap:anywhere}
    .path{min-width:150px;font-weight:400}.digest{color:var(--soft);font-size:12px;min-width:150px}
    .map .heat{padding-right:12px;border-left:3px solid var(--page);min-width:90px}
    .h1{background:var(--h1)}.h2{background:var(--h2)}.h3{background:var(--h3)}
    .h4{background:var(--h4)}.h5{background:var(--h5);color:#fff}.h0{color:var(--soft)}
    svg.bars{max-width:100%;height:auto;display:block}
    .bars rect{fill:var(--bar)}
    .bars text{fill:var(--ink);font:13px system-ui,sans-serif;font-variant-numeric:tabular-nums}
    @media (max-width:600px){main{padding:14px 12px 32px}h1{font-size:21px}
    .wide{display:none}.path{min-width:110px}.map .heat{min-width:72px}.bars text{font-size:15px}}
    @media print{main{max-width:none}}

    """
}
