import CConfinement
import ForeignHDF5
import Glibc

// The child of the tests, whose own program starts no such process.
let words = CommandLine.arguments
if words.dropFirst().first == HDF5ReaderProcess.argument { HDF5ReaderProcess.serve() }

// attempt MODE WHAT FILE: ends with 0 if the system lets it do that, else with 1.
guard words.count == 5, words[1] == "attempt" else { exit(2) }
let file = words[4]
// The signal for a file that grows too large would end the process before the call fails.
signal(SIGXFSZ, SIG_IGN)
// As the reader has its file: open before the door closes.
let descriptor = open(file, O_RDWR | O_APPEND)
if words[2] == "confined" {
  lockstep_confine(descriptor + 1, 1 << 30)
  lockstep_close_door()
}
let isDone: Bool =
  switch words[3] {
  case "open": open("/dev/null", O_RDONLY) >= 0
  case "create": open(file + ".new", O_WRONLY | O_CREAT, 0o600) >= 0
  case "append": write(descriptor, "x", 1) == 1
  case "socket": socket(AF_UNIX, Int32(SOCK_STREAM.rawValue), 0) >= 0
  case "spawn":
    {
      var process: pid_t = 0
      return posix_spawn(&process, "/bin/true", nil, nil, [nil], [nil]) == 0
    }()
  case "memory": mmap(nil, 2 << 30, PROT_READ, MAP_PRIVATE | MAP_ANONYMOUS, -1, 0) != MAP_FAILED
  default: false
  }
// Without the work that is registered for the end.
_exit(isDone ? 0 : 1)
