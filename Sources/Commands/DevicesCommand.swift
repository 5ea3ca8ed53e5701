import ArgumentParser
import CanonicalJSON
import CheckpointTools
import CommandLineKit
import Lockstep

/// `ckpt devices`: what can compute here.
struct DevicesCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "devices",
    abstract: "List devices, profiles, instruction sets and the start-up probes.",
    discussion: "Exit status: 0 every probe passed, 1 one failed.")

  @OptionGroup var report: ReportOptions

  func run() throws { try report.show(DeviceReport()) }
}

/// The devices of this build and how they fare here.
struct DeviceReport: CommandReport {
  private let sets = InstructionSet.available.map { set in
    (set: set, probes: CPUDevice.probe(set))
  }

  var exitStatus: ExitStatus {
    sets.allSatisfy { $0.probes.allSatisfy(\.passed) } ? .done : .different
  }

  var json: JSONValue {
    let probes = sets.map { entry -> JSONValue in
      .object([
        ("instructionSet", .string(entry.set.rawValue)),
        ("best", .bool(entry.set == InstructionSet.best)),
        (
          "probes",
          .array(
            entry.probes.map {
              .object([("name", .string($0.name)), ("passed", .bool($0.passed))])
            })
        ),
      ])
    }
    return .object([
      (
        "devices",
        .array([
          .object([("name", "reference"), ("profiles", ["ordered"])]),
          .object([
            ("name", "cpu"), ("profiles", ["ordered"]), ("instructionSets", .array(probes)),
          ]),
        ])
      )
    ])
  }

  var description: String {
    var table = Table([
      Table.Column("device"), Table.Column("profiles"), Table.Column("instruction set"),
      Table.Column("probes"),
    ])
    table.append(["reference", "ordered", "scalar", "none needed: it is the contract in code"])
    for entry in sets {
      let failed = entry.probes.filter { !$0.passed }.map(\.name)
      table.append([
        "cpu", "ordered",
        entry.set.rawValue + (entry.set == InstructionSet.best ? " (used here)" : ""),
        failed.isEmpty
          ? "\(entry.probes.count) passed" : "failed: " + failed.joined(separator: ", "),
      ])
    }
    return table.description
  }
}
