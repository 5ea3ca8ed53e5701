import BuiltInTasks
import LockstepCommand

@main
struct Main {
  static func main() {
    CommandLineTool(name: "ckpt", tasks: builtInTasks).run()
  }
}
