import LockstepCommand

@main
struct Main {
  static func main() async {
    await CommandLineTool(name: "rings", version: "1.0.0", tasks: [Rings.self]).run()
  }
}
