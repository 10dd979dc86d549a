using Xunit.Sdk;
using Xunit.v3;

// Times are measured here, and servers are stopped and started: one test after the other.
[assembly: Parallelization(Mode = ParallelMode.None)]
