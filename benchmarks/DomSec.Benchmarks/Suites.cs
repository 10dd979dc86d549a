using System.Globalization;
using System.Text;
using BenchmarkDotNet.Exporters;
using BenchmarkDotNet.Jobs;
using BenchmarkDotNet.Loggers;
using BenchmarkDotNet.Reports;
using BenchmarkDotNet.Running;

namespace DomSec.Benchmarks;

/// <summary>Runs a suite with BenchmarkDotNet and writes its report into benchmarks/results.</summary>
internal static class Suites
{
    internal static readonly Type[] Cms = [typeof(CmsSign), typeof(CmsVerify), typeof(CmsEncrypt), typeof(CmsDecrypt)];

    internal static readonly Type[] Doors = [typeof(DoorSign), typeof(DoorClassify), typeof(DoorEncrypt), typeof(DoorDecrypt)];

    internal static void Run(string name, string about, Type[] classes, bool isShort)
    {
        string artifacts = Path.Combine(AppContext.BaseDirectory, "artifacts");
        Summary[] summaries = BenchmarkRunner.Run(classes, SuiteConfig.Create(artifacts, isShort ? Job.ShortRun : Job.Default));
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
