using BenchmarkDotNet.Running;

// All:   dotnet run -c Release --project benchmarks/DomSec.Benchmarks -- --filter '*'
// One:   dotnet run -c Release --project benchmarks/DomSec.Benchmarks -- --filter '*Signer*'
// Quick: add --job short
BenchmarkSwitcher.FromAssembly(typeof(Program).Assembly).Run(args);
