import Testing

/// The ports as a whole.
@Suite("Lightning behaviour: all rows")
struct LightningBehaviourCount {
  @Test("no row of the ports has got lost")
  func rows() {
    let counts = [
      "hooks": LightningBehaviourHooks.rowCount,
      "counters": LightningBehaviourCounters.rowCount,
      "checkpoints": LightningBehaviourCheckpoints.rowCount,
      "stopping": LightningBehaviourStopping.rowCount,
      "accumulation": LightningBehaviourAccumulation.rowCount,
      "logging": LightningBehaviourLogging.rowCount,
      "schedules": LightningBehaviourSchedules.rowCount,
    ]
    #expect(
      counts == [
        "hooks": 23, "counters": 33, "checkpoints": 45, "stopping": 34, "accumulation": 18,
        "logging": 31, "schedules": 27,
      ])
    #expect(counts.values.reduce(0, +) == 211)
  }
}
