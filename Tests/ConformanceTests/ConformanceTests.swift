import Devices
import Foundation
import NumericsContract
import ReferenceDevice
import Testing

/// Every device computes the bits that the reference device computes.
struct ConformanceTests {
  /// Differences of one operation that are worth reading.
  private static let reportLimit = 3

  @Test(
    "NUM-032: every device, thread count and instruction set gives the reference's bits",
    arguments: CatalogueRow.all)
  func agreement(row: CatalogueRow) throws {
    let reference = ReferenceDevice()
    let contestants = try Contestant.everyone()
    let cases = row.cases()
    try #require(!cases.isEmpty)
    var reported = 0
    for conformanceCase in cases {
      let expected = try conformanceCase.run(on: reference)
      for contestant in contestants {
        guard let difference = contestant.difference(in: conformanceCase, from: expected) else {
          continue
        }
        Issue.record("\(difference)")
        reported += 1
        if reported == Self.reportLimit { return }
      }
    }
  }

  @Test("NUM-032: every operation of the catalogue has a row")
  func coverage() throws {
    let source = try String(
      contentsOf: PackageFolder.root.appending(path: "Sources/Devices/Operation.swift"),
      encoding: .utf8)
    let catalogue = source.matches(of: /(?m)^  case ([a-zA-Z]+)\(/).map { String($0.1) }
    try #require(catalogue.count > 20)
    #expect(CatalogueRow.all.map(\.name).sorted() == catalogue.sorted())
  }

  @Test(
    "NUM-032: a row has its own operation, which counts for as many primitive ones as it stands for",
    arguments: CatalogueRow.all)
  func operations(row: CatalogueRow) throws {
    func primitives(_ operation: Devices.Operation) -> Int {
      operation.entry.constituents.map { $0.map(primitives).reduce(0, +) } ?? 1
    }
    let reference = ReferenceDevice()
    let cases = row.cases()
    try #require(!cases.isEmpty)
    for conformanceCase in cases {
      let operations = conformanceCase.operations(on: reference)
      let names = operations.map { Mirror(reflecting: $0).children.first?.label ?? "" }
      #expect(names == [row.name], "\(conformanceCase.label)")
      for operation in operations {
        #expect(operation.primitiveCount == primitives(operation), "\(conformanceCase.label)")
      }
    }
  }

  @Test("NUM-032: a composite operation has the bits of its constituents on every device")
  func composites() throws {
    let reference = ReferenceDevice()
    let composites = CatalogueRow.all.map { $0.cases() }.filter { cases in
      cases.prefix(1).contains { sample in
        sample.operations(on: reference).contains { $0.entry.constituents != nil }
      }
    }.joined()
    try #require(!composites.isEmpty)
    for contestant in try Contestant.oneOfEachKind() {
      for conformanceCase in composites {
        let whole = try conformanceCase.run(on: contestant.device)
        let parts = try conformanceCase.run(
          on: contestant.device,
          replacing: { inputs, outputs in
            conformanceCase.build(inputs, outputs).flatMap { $0.entry.constituents ?? [$0] }
          })
        for (whole, part) in zip(whole, parts) {
          #expect(
            whole.firstDifference(from: part, exact: false) == nil,
            "\(contestant.name): \(conformanceCase.label)")
        }
      }
    }
  }
}
