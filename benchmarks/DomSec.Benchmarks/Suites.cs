using System.Globalization;
using System.Text;
using BenchmarkDotNet.Exporters;
using BenchmarkDotNet.Jobs;
using BenchmarkDotNet.Loggers;
using BenchmarkDotNet.Reports;
using BenchmarkDotNet.Running;
using BenchmarkDotNet.Toolchains.InProcess.Emit;
using Perfolizer.Horology;

namespace DomSec.Benchmarks;

/// <summary>Runs a suite with BenchmarkDotNet and writes its report into benchmarks/results.</summary>
internal static class Suites
{
    internal static readonly Type[] Cms = [typeof(CmsSign), typeof(CmsVerify), typeof(CmsEncrypt), typeof(CmsDecrypt)];

    internal static readonly Type[] Doors = [typeof(DoorSign), typeof(DoorClassify), typeof(DoorEncrypt), typeof(DoorDecrypt)];

    // Twelve iterations of a tenth of a second in one process: both suites in a quarter of an hour, and smaller errors than three long iterations have.
    private static readonly Job Short = Job.Default.WithToolchain(InProcessEmitToolchain.Instance).WithWarmupCount(2).WithIterationCount(12)
        .WithIterationTime(TimeInterval.FromMilliseconds(100)).WithId("Short");

    internal static void Run(string name, string about, Type[] classes, bool isShort)
    {
        string artifacts = Path.Combine(AppContext.BaseDirectory, "artifacts");
        Summary[] summaries = BenchmarkRunner.Run(classes, SuiteConfig.Create(artifacts, isShort ? Short : Job.Default));
        var text = new StringBuilder();
        text.Append(CultureInfo.InvariantCulture, $"# {name}{(isShort ? ", short job" : "")}\n\n{about}\n\n{Machine.Describe()}\n");
        foreach (Summary summary in summaries)
        {
            var log = new AccumulationLogger();
            MarkdownExporter.GitHub.ExportToLog(summary, log);
            text.Append(CultureInfo.InvariantCulture, $"\n## {summary.BenchmarksCases[0].Descriptor.Type.Name}\n").Append(log.GetLog().ReplaceLineEndings("\n"));
        }

        Results.Write(name.ToLowerInvariant() + (isShort ? "-short" : ""), text.ToString());
    }
}
