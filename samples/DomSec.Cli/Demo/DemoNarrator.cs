using DomSec.Cli.Display;
using DomSec.Cli.Json;
using Spectre.Console;

namespace DomSec.Cli.Demo;

/// <summary>Tells the story: what is done, what came of it, whether that is right.</summary>
internal sealed class DemoNarrator(CliTerminal terminal)
{
    private readonly List<(string Step, string Expected, string Came)> _steps = [];
    private string _step = "";

    public void Chapter(string title)
    {
        terminal.Ansi.WriteLine();
        terminal.Ansi.MarkupLine($"[bold]── {SafeText.Mark(title)} ──[/]");
    }

    public void Step(string title, string explanation)
    {
        _step = title;
        terminal.Ansi.WriteLine();
        terminal.Ansi.MarkupLine($"[bold]{_steps.Count + 1}. {SafeText.Mark(title)}[/]");
        terminal.Ansi.MarkupLine(SafeText.Mark(explanation));
    }

    /// <summary>A door's outcome, to be compared with the expected one.</summary>
    public void Outcome(DomainOutcome outcome, Refusal? refusal, DomainOutcome expected, string? file)
    {
        if (refusal is not null)
        {
            terminal.Ansi.MarkupLine($"  {SafeText.Mark(refusal.ToString())}");
        }

        Compare(Word(expected), Word(outcome), file);
    }

    /// <summary>A classification, to be compared with the expected one; <paramref name="flag"/> is the reason that has to be given.</summary>
    public void Report(string file, DomainSecurityReport report, SecurityStatus expected, string? domain = null, SecurityFlag? flag = null)
    {
        terminal.Ansi.Write(ReportTree.Render(file, report));
        bool isExplained = flag is null || report.Flags.Any(raised => raised.Flag == flag);
        string came = ReportWords.Of(report.Status)
            + (domain is null ? "" : $" for {report.Domain?.Value ?? "no domain"}")
            + (isExplained ? Because(flag) : " without the reason");
        Compare(ReportWords.Of(expected) + (domain is null ? "" : $" for {domain}") + Because(flag), came, file: null);
    }

    /// <summary>The summary; true when everything came as expected.</summary>
    public bool Finish(DemoWorld world)
    {
        Chapter("Summary");
        var table = new Table().AddColumns("", "step", "expected", "came").Border(TableBorder.Rounded);
        for (int i = 0; i < _steps.Count; i++)
        {
            (string step, string expected, string came) = _steps[i];
            table.AddRow($"{i + 1}", SafeText.Mark(step), SafeText.Mark(expected), (IsRight(expected, came) ? "[green]the same[/]" : $"[red]WRONG:[/] {SafeText.Mark(came)}"));
        }

        terminal.Ansi.Write(table);
        int wrong = _steps.Count(step => !IsRight(step.Expected, step.Came));
        terminal.Ansi.MarkupLine(wrong == 0 ? "[green]Everything came as expected.[/]" : $"[red]{wrong} of {_steps.Count} steps did not come as expected.[/]");
        terminal.Text.WriteLine($"The community and the messages are in {SafeText.Escape(world.Folder)}. Another implementation agrees about the domain signature:");
        terminal.Text.WriteLine($"  openssl cms -verify -in {Quote(world.PathOf("02-signed.eml"))} -CAfile {Quote(world.AnchorFile)} -purpose any -out /dev/null");
        return wrong == 0;
    }

    private static string Because(SecurityFlag? flag) => flag is null ? "" : $", {flag.Id}";

    private static string Word(DomainOutcome outcome) => outcome switch
    {
        DomainOutcome.Applied => "applied (250)",
        DomainOutcome.Refused => "refused (5xx)",
        _ => "deferred (4xx)",
    };

    private static bool IsRight(string expected, string came) => string.Equals(expected, came, StringComparison.Ordinal);

    private static string Verdict(string expected, string came) => IsRight(expected, came) ? "[green]as expected:[/] " : "[red]WRONG:[/] ";

    private static string Quote(string path) => path.AsSpan().ContainsAny(" '\"$&;()") ? $"'{path.Replace("'", "'\\''", StringComparison.Ordinal)}'" : path;

    private void Compare(string expected, string came, string? file)
    {
        _steps.Add((_step, expected, came));
        terminal.Ansi.MarkupLine($"  {Verdict(expected, came)}{SafeText.Mark(came)}{(file is null ? "" : $" → {SafeText.Mark(file)}")}");
    }
}
