using System.CommandLine;
using System.Globalization;
using DomSec.Providers;

namespace DomSec.Cli.Commands;

/// <summary>The option <c>--label POLICY[:CLASSIFICATION[:MARK]]</c>.</summary>
internal static class LabelOption
{
    private const int MaxClassification = 256; // RFC 2634 section 3.2

    public static Option<string?> Build() => new("--label")
    {
        Description = "The security label: an object identifier, or a name under labels in community.json; the classification as a number or by its name; words for people.",
        HelpName = "POLICY[:CLASSIFICATION[:MARK]]",
    };

    /// <summary>The label that the option names, or null.</summary>
    public static SecurityLabel? Parse(string? text, ISecurityLabelPolicy? policy)
    {
        if (text is null)
        {
            return null;
        }

        string[] parts = text.Split(':', 3);
        SecurityLabelTable? table = policy switch
        {
            SecurityLabelTable known => known,
            FolderCommunity folder => folder.Labels,
            _ => null,
        };
        SecurityLabelScheme? scheme = table?.Find(parts[0]);
        if (scheme is null && !parts[0].Contains('.', StringComparison.Ordinal))
        {
            string known = table is { IsInForce: true } ? $"community.json knows {string.Join(", ", table.Schemes.Select(other => other.Name))}" : "community.json names none under labels";
            throw CliFailure.Usage($"--label: '{parts[0]}' is neither an object identifier nor the name of a security policy; {known}.");
        }

        return new SecurityLabel
        {
            Policy = scheme?.Policy ?? parts[0],
            Classification = parts.Length > 1 && parts[1].Length > 0 ? Classification(parts[1], scheme) : null,
            PrivacyMark = parts.Length > 2 && parts[2].Length > 0 ? parts[2] : null,
        };
    }

    private static int Classification(string text, SecurityLabelScheme? scheme)
    {
        if (scheme?.Classifications.FirstOrDefault(classification => classification.Name.Equals(text, StringComparison.OrdinalIgnoreCase)) is { } named)
        {
            return named.Value;
        }

        if (int.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out int value) && value <= MaxClassification)
        {
            return value;
        }

        string names = scheme is { Classifications.Count: > 0 } ? $" or one of {string.Join(", ", scheme.Classifications.Select(classification => classification.Name))}" : "";
        throw CliFailure.Usage($"--label: '{text}' is not a classification; use a number from 0 to 256{names} (RFC 2634 section 3.2).");
    }
}
