import Testing

@Suite struct ValidateTests {
  @Test("validate gives the bits that the run logged at that step, on every device, and no file")
  func sameAsTheRun() throws {
    let folder = try ScratchFolder()
    let train = try Ckpt.current.run([
      "train", "digits-mlp", "--max-epochs", "2", "--output", folder.place("run"),
    ])
    try #require(train.status == 0, "\(train)")
    let logged = try RunFiles(folder.place("run")).log.split(separator: "\n").map {
      $0.split(separator: ",").map(String.init)
    }
    for step in [23, 46] {
      let names = ["val_accuracy", "val_loss"]
      let expected = try names.map { name in
        let row = try #require(logged.first { $0.contains(name) && $0.first == "\(step)" })
        return try #require(row.last)
      }
      for condition in [[], ["--threads", "3", "--workers", "2"], ["--device", "reference"]] {
        let outcome = try Ckpt.current.run(
          ["validate", folder.place("run/checkpoints/step-000000\(step).h5"), "--json"] + condition)
        try #require(outcome.status == 0, "\(outcome)")
        // As text: both write the shortest decimal, which names the bits.
        func values(_ key: String) -> [String] {
          outcome.output.split(separator: "\n").compactMap { line in
            let parts = line.split(separator: ":").map { $0.filter { !" \",".contains($0) } }
            return parts.first == key ? parts.last : nil
          }
        }
        #expect(values("name") == names && values("value") == expected, "\(outcome)")
      }
    }
    let again = try RunFiles(folder.place("run"))
    #expect(again.names == ["step-00000023.h5", "step-00000046.h5"])
  }

  @Test("a file that is no checkpoint is trouble in one line")
  func trouble() throws {
    let outcome = try Ckpt.current.run(["validate", "/dev/null"])
    #expect(outcome.status == 2 && outcome.errorLines.count == 1, "\(outcome)")
  }
}
