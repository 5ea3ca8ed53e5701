internal import Glibc
internal import TensorFiles

/// Starts the process that reads a file.
enum ReaderLaunch {
  /// Variables that the process inherits: where libraries are. HDF5 reads a dozen of its own, none of
  /// which it gets.
  private static let variables = ["LD_LIBRARY_PATH", "LOCKSTEP_LIBHDF5"]

  /// Starts it, with a socket and the file as its only descriptors.
  ///
  /// - Returns: The process, and the parent's end of the socket.
  static func start(
    _ program: String, _ arguments: [String], _ descriptor: Int32, _ path: String
  ) throws(TensorFileError) -> (pid_t, socket: Int32) {
    var pair: [Int32] = [-1, -1]
    let kind = Int32(SOCK_STREAM.rawValue) | Int32(SOCK_CLOEXEC.rawValue)
    guard unsafe socketpair(AF_UNIX, kind, 0, &pair) == 0 else {
      throw failure("socketpair", errno, path)
    }
    defer { close(pair[1]) }
    // Above the numbers that they get in the child, so that none takes another's place.
    let socket = fcntl(pair[1], F_DUPFD_CLOEXEC, 10)
    let file = fcntl(descriptor, F_DUPFD_CLOEXEC, 10)
    defer {
      close(socket)
      close(file)
    }
    guard socket >= 0, file >= 0 else {
      let code = errno
      close(pair[0])
      throw failure("fcntl", code, path)
    }
    let (process, code) = spawn(program, arguments, socket: socket, file: file)
    guard code == 0 else {
      close(pair[0])
      throw failure("posix_spawn of \(program)", code, path)
    }
    return (process, pair[0])
  }

  private static func spawn(
    _ program: String, _ arguments: [String], socket: Int32, file: Int32
  ) -> (process: pid_t, code: Int32) {
    var actions = unsafe posix_spawn_file_actions_t()
    unsafe posix_spawn_file_actions_init(&actions)
    defer { unsafe posix_spawn_file_actions_destroy(&actions) }
    unsafe posix_spawn_file_actions_adddup2(&actions, socket, HDF5ReaderProcess.socket)
    unsafe posix_spawn_file_actions_adddup2(&actions, file, HDF5ReaderProcess.file)
    for output in [STDOUT_FILENO, STDERR_FILENO] {
      unsafe posix_spawn_file_actions_addopen(&actions, output, "/dev/null", O_WRONLY, 0)
    }

    var attributes = posix_spawnattr_t()
    unsafe posix_spawnattr_init(&attributes)
    defer { unsafe posix_spawnattr_destroy(&attributes) }
    var none = sigset_t()
    unsafe sigemptyset(&none)
    unsafe posix_spawnattr_setsigmask(&attributes, &none)
    var all = sigset_t()
    unsafe sigfillset(&all)
    unsafe posix_spawnattr_setsigdefault(&attributes, &all)
    unsafe posix_spawnattr_setflags(
      &attributes, Int16(POSIX_SPAWN_SETSIGMASK) | Int16(POSIX_SPAWN_SETSIGDEF))

    var environment: [String] = []
    for name in variables {
      if let value = unsafe getenv(name) {
        environment.append("\(name)=\(unsafe String(cString: value))")
      }
    }
    var words = unsafe (([program] + arguments).map { unsafe strdup($0) } + [nil])
    var settings = unsafe (environment.map { unsafe strdup($0) } + [nil])
    defer {
      for index in 0..<arguments.count + 1 { unsafe free(words[index]) }
      for index in 0..<environment.count { unsafe free(settings[index]) }
    }
    var process: pid_t = 0
    let code = unsafe posix_spawn(&process, program, &actions, &attributes, &words, &settings)
    return (process, code)
  }

  private static func failure(
    _ call: String, _ code: Int32, _ path: String
  ) -> TensorFileError {
    TensorFileError(
      .unreadable, file: path, expected: "a process of its own to read HDF5 in",
      found: "\(unsafe String(cString: strerror(code))) from \(call)",
      remedy: "Free memory or processes, or make this program's file readable.")
  }
}
