import BuiltInTasks
import LockstepCommand

@main
struct Main {
  static func main() async {
    await CommandLineTool(name: "ckpt", tasks: builtInTasks).run()
  }
}
