import CPUDevice
import CWorkers
import Devices
import Testing

@Suite struct InstructionSetTests {
  @Test("NUM-001: the start-up probes pass for every instruction set that is here")
  func probesPass() {
    #expect(InstructionSet.available.contains(.portable))
    #expect(InstructionSet.available.contains(.best))
    for set in InstructionSet.available {
      let probes = CPUDevice.probe(set)
      #expect(probes.count >= 6)
      for probe in probes { #expect(probe.passed, "\(set.rawValue): \(probe.name)") }
    }
  }

  @Test("an instruction set that the processor lacks is refused, and the message names the others")
  func lackingSet() throws {
    let lacking = InstructionSet.allCases.filter { !InstructionSet.available.contains($0) }
    // x86-64 never has NEON and arm64 never has AVX.
    #expect(!lacking.isEmpty)
    for set in lacking {
      let error = #expect(throws: DeviceError.self) {
        try CPUDevice(threads: 1, instructionSet: set)
      }
      #expect(error?.code == .unsupportedInstructionSet)
      let message = try #require(error?.message)
      #expect(message.contains(set.rawValue))
      for there in InstructionSet.available { #expect(message.contains(there.rawValue)) }
      #expect(CPUDevice.probe(set).contains { !$0.passed })
    }
  }

  @Test("a number of threads outside 1 ... 1024 is refused", arguments: [-1, 0, 1_025, Int.max])
  func threadCount(threads: Int) {
    let error = #expect(throws: DeviceError.self) { try CPUDevice(threads: threads) }
    #expect(error?.message.contains("\(threads)") == true)
  }

  @Test("NUM-001: the device keeps subnormals although the caller's thread does not")
  func relaxedCaller() throws {
    for set in InstructionSet.available {
      let device = try CPUDevice(threads: 2, instructionSet: set)
      let input = device.operand([0x1p-126, 0x1p-149, -0x1p-140])
      let output = device.operand(count: 3)
      lockstep_floating_point_leave(WorkerPoolTests.relaxedMode)
      device.perform(.scale(Scale(input, by: 0.5, into: output)), at: Invocation())
      _ = lockstep_floating_point_enter()
      #expect(try device.floats(output) == [0x1p-127, 0, -0x1p-141])
    }
  }
}
