import LockstepCommand

@main
struct Main {
  static func main() async {
    await CommandLineTool(name: "rings", tasks: [Rings.self]).run()
  }
}
