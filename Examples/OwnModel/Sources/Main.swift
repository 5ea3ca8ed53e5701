import LockstepCommand

@main
struct Main {
  static func main() {
    CommandLineTool(name: "rings", version: "1.0.0", tasks: [Rings.self]).run()
  }
}
