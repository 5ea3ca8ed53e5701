/// A metric that a pass logs; what it is and does is the affair of whoever takes it in.
public protocol LoggedMetric: Sendable {}
