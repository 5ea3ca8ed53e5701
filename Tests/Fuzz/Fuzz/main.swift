import CLibFuzzer
import Foundation

// libFuzzer has a function `main` of its own, but SwiftPM wants that of an executable to be Swift's.
private var count = CommandLine.argc
private var arguments = CommandLine.unsafeArgv
private let subject = Subject.chosen()

@_cdecl("LLVMFuzzerCustomMutator")
public func mutate(
  _ bytes: UnsafeMutablePointer<UInt8>, _ count: Int, _ limit: Int, _ seed: CUnsignedInt
) -> Int {
  var mutation = Mutation(seed: UInt64(seed), byteLimit: limit)
  let input = Array(UnsafeBufferPointer(start: bytes, count: count))
  let mutant = subject.mutant(of: input, &mutation).prefix(limit)
  for (place, byte) in mutant.enumerated() { bytes[place] = byte }
  return mutant.count
}

exit(
  LLVMFuzzerRunDriver(&count, &arguments) { bytes, count in
    subject.read(Array(UnsafeBufferPointer(start: bytes, count: count)))
    return 0
  })
