import Testing

/// A callback that watches a metric which is never logged would decide nothing, in silence.
@Suite(.serialized) struct MonitorTests {
  @Test(
    "a monitor that the run never logs is one line that names the metrics there are, status 2",
    arguments: ["checkpoint.monitor", "earlyStopping.monitor"])
  func unknownMonitor(key: String) throws {
    let folder = try ScratchFolder()
    let outcome = try Ckpt.current.run([
      "train", "digits-mlp", "--output", folder.place("run"), "--max-epochs", "2",
      "--set", "\(key)=val_los",
    ])
    TroubleTests.expectTrouble(outcome, naming: "'val_los'")
    TroubleTests.expectTrouble(outcome, naming: "val_loss")
  }
}
