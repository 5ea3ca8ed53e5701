import Testing

/// NUM-003: nothing that reaches a tensor comes from a mathematical library of the platform.
@Suite("Mathematics")
struct MathematicsTests {
  /// Names of the C library's functions; `f` and `l` at the end are taken along.
  private static let functions =
    "exp|exp2|exp10|expm1|log|log2|log10|log1p|pow|sin|cos|tan|asin|acos|atan|atan2|sinh|cosh|tanh"
    + "|sincos|cbrt|hypot|erf|erfc|tgamma|lgamma|sqrt|fma|fmod|remainder|rint|nearbyint|round|trunc"

  /// Calls in Swift: bare, or with the library's name; a method of a value is ours.
  private static func swiftCalls(in file: SourceFile) throws -> [String] {
    let library = "(?:Glibc|Darwin|Musl|Foundation)\\."
    return try calls("(?:^|[^\\w.`])((?:\(library))?(?:\(functions))[fl]?)(?=\\s*\\()", in: file)
  }

  /// What the first group of an expression matches, declarations of functions excepted.
  private static func calls(_ expression: String, in file: SourceFile) throws -> [String] {
    let code = file.code
    return try code.matches(of: Regex(expression, as: (Substring, Substring).self))
      .map(\.output.1)
      .filter { !code[..<$0.startIndex].hasSuffix("func ") }
      .map { file.finding($0, in: code) }
  }

  /// Calls in C, and the headers that declare them.
  private static func cCalls(in file: SourceFile) throws -> [String] {
    let calls = try calls("(?:^|[^\\w])((?:\(functions))[fl]?)(?=\\s*\\()", in: file)
    let headers = /#\s*include\s*<(?:math|tgmath|complex|fenv)\.h>/
    return calls + file.findings(of: headers)
  }

  /// Rooms below `Commands` in the list.
  private func belowCommands() throws -> [String] {
    let names = PackageRooms(try SourceFile("Package.swift").text).rooms.map(\.name)
    return Array(names.prefix { $0 != "Commands" })
  }

  @Test("NUM-003: no room below the commands imports Foundation or calls the C library's exp")
  func swift() throws {
    let rooms = try belowCommands()
    #expect(rooms.contains("Lockstep") && !rooms.contains("ckpt"))
    let files = try SourceFile.all(below: "Sources", endingIn: [".swift"])
      .filter { rooms.contains($0.room) }
    #expect(files.count > 150)
    let ours = files.filter { !$0.isGenerated }
    #expect(ours.flatMap { $0.findings(of: /import +(?:\w+ +)?Foundation\w*\b/) } == [])
    let found = try files.flatMap { try Self.swiftCalls(in: $0) }
    #expect(found == [])
  }

  @Test("NUM-003: rooms of arithmetic do not import the C library at all")
  func arithmetic() throws {
    let rooms = [
      "NumericsContract", "Devices", "ReferenceDevice", "CPUDevice", "Tensors", "Layers",
      "Optimizers", "Metrics",
    ]
    let files = try SourceFile.all(below: "Sources", endingIn: [".swift"])
      .filter { rooms.contains($0.room) }
    #expect(files.count > 90)
    #expect(files.flatMap { $0.findings(of: /import +(?:\w+ +)?(?:Glibc|Musl|Darwin)\b/) } == [])
  }

  @Test("NUM-003: the C rooms call no function of the mathematical library")
  func c() throws {
    let files = try SourceFile.all(below: "Sources", endingIn: [".c", ".h"])
    #expect(files.count > 40)
    let found = try files.flatMap { try Self.cCalls(in: $0) }
    #expect(found == [])
  }

  @Test("the checks find planted calls, and leave methods, comments and texts alone")
  func planted() throws {
    let swift = SourceFile(
      path: "Sources/Tensors/File.swift",
      text: """
        // exp(1)
        let a = x.exp() + lockstep_exp_f32(2)
        let b = exp(2.0)
        let c = Glibc.powf(2, 3)
        func log(_ x: Float) {}
        let d = "log(2) \\("sin(1)")"
        """)
    #expect(
      try Self.swiftCalls(in: swift) == [
        "Sources/Tensors/File.swift:3: exp", "Sources/Tensors/File.swift:4: Glibc.powf",
      ])
    let c = SourceFile(
      path: "Sources/CKernels/file.c",
      text: "#include <math.h>\n/* expf(1) */ float y = lockstep_exp_f32(x) + expf (x);\n")
    #expect(
      try Self.cCalls(in: c) == [
        "Sources/CKernels/file.c:2: expf", "Sources/CKernels/file.c:1: #include <math.h>",
      ])
  }
}
