using BenchmarkDotNet.Columns;
using BenchmarkDotNet.Configs;
using BenchmarkDotNet.Diagnosers;
using BenchmarkDotNet.Exporters;
using BenchmarkDotNet.Jobs;
using BenchmarkDotNet.Loggers;

namespace DomSec.Benchmarks;

/// <summary>What both suites share: memory is measured, ratios are to the primitives, a group is one key, size and cipher.</summary>
internal static class SuiteConfig
{
    internal static ManualConfig Create(string artifacts, params Job[] jobs) => ManualConfig.CreateEmpty()
        .AddJob(jobs)
        .AddDiagnoser(MemoryDiagnoser.Default)
        .AddColumnProvider(DefaultColumnProviders.Instance)
        .AddLogger(ConsoleLogger.Default)
        .AddExporter(MarkdownExporter.GitHub)
        .AddLogicalGroupRules(BenchmarkLogicalGroupRule.ByCategory, BenchmarkLogicalGroupRule.ByParams)
        .WithArtifactsPath(artifacts)
        .WithBuildTimeout(TimeSpan.FromMinutes(15)) // the library is built anew with its analysers, perhaps beside other work
        .WithOptions(ConfigOptions.DisableLogFile);
}
