import CanonicalJSON
import CheckpointTools
import CommandLineKit
import Foundation
import Testing

@Suite("ckpt diff: histograms and the page")
struct DifferencePageTests {
  private let folder: ScratchFolder

  init() throws { folder = try ScratchFolder() }

  private func difference() throws -> Difference {
    var (a, b) = (SampleState(), SampleState())
    let path = "/model/<script>alert(1)</script>&\"'/weight"
    a.set(path, floats: [1, 2, 3, 4], shape: [4])
    b.set(path, floats: [(1 as Float).nextUp, 2, 3, 5], shape: [4])
    b.set("/model/hidden/bias", floats: [0.5, -0.25, -0.0, 2], shape: [4])
    b.set("/loop/phase", text: "<b>validation</b>")
    var options = DifferenceOptions()
    options.countsBits = true
    return try folder.difference(a, b, options)
  }

  @Test("The text has bars for distances in powers of two and for bits")
  func text() throws {
    #expect(
      try difference().description.contains(
        """
        /model/hidden/bias: differing elements by ULP and by bit
           0  ULP  1  ▇▇▇▇▇▇▇▇▇▇▇▇▇▇▇▇▇▇▇▇▇▇▇▇▇▇▇▇▇▇▇▇
          31  bit  1  ▇▇▇▇▇▇▇▇▇▇▇▇▇▇▇▇▇▇▇▇▇▇▇▇▇▇▇▇▇▇▇▇
        """))
  }

  @Test("Without --histogram there is none, in text or JSON")
  func none() throws {
    var b = SampleState()
    b.set("/model/hidden/bias", floats: [0.5, -0.25, 0, 3], shape: [4])
    let difference = try folder.difference(SampleState(), b)
    #expect(!difference.description.contains("by bit"))
    #expect(try difference.row("/model/hidden/bias")["histogram"] == nil)
  }

  @Test("The page has verdict, map, histogram, table and state, and the same bytes every time")
  func page() throws {
    let page = try difference().html
    for text in [
      "<!doctype html>", "<h1>Different</h1>", "Where the files differ",
      "How far elements are apart",
      "Tensors that differ", "The rest of the state", "/model/hidden/bias",
    ] {
      #expect(page.contains(text), "\(text)")
    }
    #expect(try difference().html == page)
  }

  @Test("Nothing of a file becomes markup, and the page loads nothing")
  func escaping() throws {
    let page = try difference().html
    #expect(!page.contains("<script") && !page.contains("<b>"))
    #expect(page.contains("&lt;script&gt;alert(1)&lt;"))
    for text in ["http:", "https:", "url(", "@import", "src=", "href=", "onload"] {
      #expect(!page.contains(text), "\(text)")
    }
  }

  @Test("The page of identical files is short and says so")
  func identical() throws {
    let page = try folder.difference(SampleState(), SampleState()).html
    #expect(page.contains("<header class=\"same\">") && page.contains("<h1>Identical bytes</h1>"))
    #expect(!page.contains("<section>"))
  }

  @Test("An independent parser finds every element closed in its order")
  func wellFormed() throws {
    let path = folder.file("page.html")
    try difference().html.write(toFile: path, atomically: true, encoding: .utf8)
    let faults = try PythonReader.run(
      """
      from html.parser import HTMLParser

      class Nesting(HTMLParser):
          open, faults = [], []
          def handle_starttag(self, tag, attributes):
              if tag not in ("meta",):
                  self.open.append(tag)
          def handle_startendtag(self, tag, attributes):
              pass
          def handle_endtag(self, tag):
              if not self.open or self.open.pop() != tag:
                  self.faults.append(tag)

      nesting = Nesting()
      nesting.feed(open(sys.argv[1], encoding="utf-8").read())
      print(json.dumps(nesting.faults + nesting.open))
      """, [path])
    #expect(faults == [])
  }
}
