using System.Globalization;
using System.Reflection;
using System.Text;
using DomSec.Interop.Tests.Peers;

namespace DomSec.Interop.Tests.Matrix;

/// <summary>docs/INTEROP.md from what the run has proven and the table of limits.</summary>
internal static class MatrixDocument
{
    public static readonly Direction[] Directions = Enum.GetValues<Direction>();
    private static readonly Peer[] _peers = Enum.GetValues<Peer>();

    /// <summary>The rows of a direction.</summary>
    public static IReadOnlyList<Feature> Rows(Direction direction) =>
        [.. Enum.GetValues<Feature>().Where(feature => Row(feature) is { } row && (direction == Direction.Read ? row.IsRead : row.IsWritten))];

    /// <summary>Cells of a direction that nobody speaks for, that two limits claim, or that pass although a limit says otherwise.</summary>
    public static IReadOnlyList<string> Contradictions(Direction direction)
    {
        var found = new List<string>();
        foreach (Feature feature in Rows(direction))
        {
            foreach (Peer peer in _peers)
            {
                int limits = LimitsOf(feature, peer, direction).Count();
                bool proven = Proof.Has(feature, peer, direction);
                if (limits + (proven ? 1 : 0) != 1)
                {
                    found.Add($"{feature} {peer} {direction}: {(proven ? "proven" : "not proven")}, {limits} limits");
                }
            }
        }

        return found;
    }

    public static string Render()
    {
        var text = new StringBuilder();
        text.Append("# Interoperation\n\n");
        text.Append("Written by the tests; do not edit. `tests/DomSec.Interop.Tests` proves every wire feature against engines that share no code with DomSec's CMS, in both\n");
        text.Append("directions. A tick is a test that passed in the run that wrote this page; a number is a limit of the peer, named below and nothing of ours.\n");
        text.Append("A limit of which the peer gives a sign (it refuses, or answers wrongly) is mostly a test too and fails when the peer learns; the others are what it has no option for.\n\n");
        text.Append("Peers: ").AppendJoin(", ", _peers.Select(PeerNames.Long)).Append(".\n\n");
        int proven = 0;
        int limited = 0;
        foreach (Direction direction in Directions)
        {
            text.Append(direction == Direction.Read ? "## Theirs, read here\n\n" : "## Ours, read there\n\nWhat has no row here DomSec does not write, or not by default.\n\n");
            text.Append("| Feature | ").AppendJoin(" | ", _peers.Select(PeerNames.Short)).Append(" |\n|---|").Append(string.Concat(_peers.Select(_ => ":-:|"))).Append('\n');
            foreach (Feature feature in Rows(direction))
            {
                text.Append(CultureInfo.InvariantCulture, $"| {Row(feature).Title} |");
                foreach (Peer peer in _peers)
                {
                    bool passes = Proof.Has(feature, peer, direction);
                    proven += passes ? 1 : 0;
                    limited += passes ? 0 : 1;
                    string cell = passes ? "✓" : string.Join(' ', LimitsOf(feature, peer, direction).Select(limit => Limits.All.IndexOf(limit) + 1));
                    text.Append(CultureInfo.InvariantCulture, $" {cell} |");
                }

                text.Append('\n');
            }

            text.Append('\n');
        }

        text.Append(CultureInfo.InvariantCulture, $"{proven} cells pass; {limited} name a limit of the peer.\n\n## What a peer cannot\n\n");
        for (int i = 0; i < Limits.All.Count; i++)
        {
            text.Append(CultureInfo.InvariantCulture, $"{i + 1}. {PeerNames.Short(Limits.All[i].Peer)}: {Limits.All[i].Reason}\n");
        }

        text.Append("\n## Worth knowing\n\n");
        foreach (string note in Limits.Notes)
        {
            text.Append(CultureInfo.InvariantCulture, $"- {note}\n");
        }

        return text.ToString();
    }

    private static IEnumerable<Limit> LimitsOf(Feature feature, Peer peer, Direction direction) =>
        Limits.All.Where(limit => limit.Peer == peer && limit.Directions.Contains(direction) && limit.Features.Contains(feature));

    private static RowAttribute Row(Feature feature) => typeof(Feature).GetField(feature.ToString())!.GetCustomAttribute<RowAttribute>()!;
}
