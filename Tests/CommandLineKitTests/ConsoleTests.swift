import CommandLineKit
import Glibc
import Testing

@Suite("The console")
struct ConsoleTests {
  /// A pipe that the test reads to its end.
  private struct Pipe {
    let reading: Int32
    let writing: Int32

    init() throws {
      var ends: [Int32] = [0, 0]
      try #require(unsafe pipe(&ends) == 0)
      reading = ends[0]
      writing = ends[1]
    }

    func text() -> String {
      close(writing)
      var result: [UInt8] = []
      var chunk = [UInt8](repeating: 0, count: 4096)
      while true {
        let count = unsafe chunk.withUnsafeMutableBytes {
          unsafe read(reading, $0.baseAddress, $0.count)
        }
        if count <= 0 { break }
        result += chunk.prefix(count)
      }
      close(reading)
      return String(decoding: result, as: UTF8.self)
    }
  }

  @Test("Results and messages go to different streams, each as whole lines")
  func streams() throws {
    let results = try Pipe()
    let messages = try Pipe()
    let console = Console(
      results: TextStream(descriptor: results.writing, name: "standard output"),
      messages: TextStream(descriptor: messages.writing, name: "standard error"))
    console.show("a")
    console.show("b\n")
    console.note("reading")
    console.report("there is no file here")
    #expect(console.finish(.different) == .different)
    #expect(results.text() == "a\nb\n")
    #expect(messages.text() == "reading\nerror: there is no file here\n")
  }

  @Test("A reader that went away ends a command quietly")
  func closedPipe() throws {
    _ = Console.standard  // Asks the system for an answer instead of a signal.
    let results = try Pipe()
    let messages = try Pipe()
    let console = Console(
      results: TextStream(descriptor: results.writing, name: "standard output"),
      messages: TextStream(descriptor: messages.writing, name: "standard error"))
    close(results.reading)
    console.show("one")
    console.show("two")
    #expect(console.results.failure == nil)
    #expect(console.finish(.done) == .done)
    #expect(messages.text() == "")
    close(results.writing)
  }

  @Test("A result that cannot be written is trouble and says why")
  func fullDisk() throws {
    let full = unsafe open("/dev/full", O_WRONLY)
    try #require(full >= 0)
    let messages = try Pipe()
    let console = Console(
      results: TextStream(descriptor: full, name: "standard output"),
      messages: TextStream(descriptor: messages.writing, name: "standard error"))
    console.show("a result")
    #expect(console.finish(.done) == .trouble)
    #expect(
      messages.text() == """
        error: cannot write to standard output: No space left on device; the result is not \
        complete, so free space or choose another place\n
        """)
    close(full)
  }

  @Test("Colour needs a terminal, no NO_COLOR, and a TERM that is not dumb")
  func colour() {
    func shows(_ isTerminal: Bool, _ variables: [String: String]) -> Bool {
      TextStream.showsColour(isTerminal: isTerminal) { variables[$0] }
    }
    #expect(shows(true, ["TERM": "xterm"]))
    #expect(shows(true, ["NO_COLOR": ""]))
    #expect(!shows(true, ["NO_COLOR": "0"]))
    #expect(!shows(true, ["TERM": "dumb"]))
    #expect(!shows(false, ["TERM": "xterm"]))
    #expect(TextStyle.red.applied(to: "x") == "\u{1B}[31mx\u{1B}[0m")
  }

  @Test("Progress in a log is a line now and then, and always the last one")
  func logProgress() throws {
    let pipe = try Pipe()
    var seconds = 0
    var line = ProgressLine(
      on: TextStream(descriptor: pipe.writing, name: "log"), now: { .seconds(seconds) })
    for step in 0..<25 {
      seconds = step
      line.update("step \(step)")
    }
    line.finish()
    #expect(pipe.text() == "step 0\nstep 10\nstep 20\nstep 24\n")
  }

  @Test("Progress on a terminal stays in one line")
  func terminalProgress() throws {
    let pipe = try Pipe()
    var milliseconds = 0
    var line = ProgressLine(
      on: TextStream(descriptor: pipe.writing, name: "terminal"), isTerminal: true,
      now: { .milliseconds(milliseconds) })
    for step in 0..<4 {
      milliseconds = 60 * step
      line.update("step \(step)")
    }
    line.finish()
    #expect(pipe.text() == "\rstep 0\u{1B}[K\rstep 2\u{1B}[K\rstep 3\u{1B}[K\n")
  }

  @Test("Of the texts that a terminal never shows, none is put into words")
  func wordsOnlyForWhatIsShown() throws {
    let pipe = try Pipe()
    var worded: [Int] = []
    func words(_ step: Int) -> String {
      worded.append(step)
      return "step \(step)"
    }
    var line = ProgressLine(
      on: TextStream(descriptor: pipe.writing, name: "terminal"), isTerminal: true,
      now: { .zero })
    for step in 0..<100 { line.update(words(step)) }
    line.finish()
    #expect(worded == [0, 99])
    #expect(pipe.text() == "\rstep 0\u{1B}[K\rstep 99\u{1B}[K\n")
  }

  @Test("The worse of two statuses wins")
  func statuses() {
    #expect(ExitStatus.done.combined(with: .different) == .different)
    #expect(ExitStatus.trouble.combined(with: .different) == .trouble)
    #expect(ExitStatus.allCases.map(\.rawValue) == [0, 1, 2, 130, 143])
  }
}
