using DomSec.Cli.Json;
using Spectre.Console;

namespace DomSec.Cli.Display;

/// <summary>Protected header fields for people: which are as they were protected, and what stands outside of those that are not.</summary>
internal static class HeaderTree
{
    public static void Add(Tree tree, HeaderCoverage headers, bool isJudged)
    {
        if (headers.Fields.Count == 0)
        {
            return;
        }

        TreeNode node = tree.AddNode("header fields" + (headers.Mode is null ? "" : $", hp={SafeText.Mark(headers.Mode)}"));
        foreach (HeaderFieldReport field in headers.Fields)
        {
            string colour = field.State is HeaderFieldState.Differs or HeaderFieldState.Missing ? "yellow" : "grey";
            string line = $"[{colour}]{ReportWords.Of(field.State)}[/] {SafeText.Mark(field.Name)}";
            if (field.State is not (HeaderFieldState.Same or HeaderFieldState.Unprotected))
            {
                line += $": protected {Quoted(field.ProtectedValues)}, outside {Quoted(field.OuterValues)}";
            }

            line += field.Scheme == HeaderProtectionLevel.None ? "" : $" ({ReportWords.Of(field.Scheme)})";
            node.AddNode(line);
            if (!isJudged)
            {
                foreach (string sent in field.SentValues)
                {
                    node.AddNode($"HP-Outer {SafeText.Mark(field.Name)}: {SafeText.Mark(sent)}");
                }
            }
        }
    }

    private static string Quoted(IReadOnlyList<string> values) => values.Count == 0 ? "nothing" : SafeText.Mark(string.Join(", ", values.Select(value => $"'{value}'")));
}
