using System.Globalization;
using DomSec.Classification;
using DomSec.Cli.Json;
using DomSec.Providers;
using Spectre.Console;

namespace DomSec.Cli.Display;

/// <summary>A report for people: the judgement, then layer by layer what it rests on.</summary>
internal static class ReportTree
{
    public static Tree Render(string input, DomainSecurityReport report, ISecurityLabelPolicy? labels = null)
    {
        var tree = new Tree($"[bold]{SafeText.Mark(input)}[/]: {Coloured(report.Status)}, {Meaning(report)}");
        if (report.Error is not null)
        {
            tree.AddNode($"[red]error[/] {SafeText.Mark(report.Error)}");
        }

        tree.AddNode($"structure {SafeText.Mark(report.Structure)}, confidentiality {ReportWords.Of(report.Confidentiality)}, header protection {ReportWords.Of(report.HeaderProtection)}");
        HeaderTree.Add(tree, report.Headers, isJudged: true);
        AddLabels(tree, report, labels);
        if (report.RepresentedDomains.Count > 0)
        {
            tree.AddNode($"{SafeText.Mark(report.Domain?.Value)} speaks for {SafeText.Mark(string.Join(", ", report.RepresentedDomains))}");
        }

        foreach (ReviewerReport reviewer in report.Reviewers)
        {
            tree.AddNode($"reviewed by {SafeText.Mark(reviewer.Signer.Subject)} {SafeText.Mark(string.Join(", ", reviewer.Signer.Emails.Select(email => $"<{email}>")))}");
        }

        Add(tree, report.MailListExpansions, "expanded by mail list");
        AddLayers(tree, report, isJudged: true);
        if (report.Flags.Count > 0)
        {
            // What a layer or signature raised is explained there.
            var explained = report.Layers.SelectMany(layer => layer.Flags.Concat(layer.Signatures.SelectMany(signature => signature.Flags))).ToHashSet();
            TreeNode node = tree.AddNode($"flags, most specific first: {SafeText.Mark(string.Join(", ", report.Flags))}");
            AddFlags(node, [.. report.Flags.Where(flag => !explained.Contains(flag))]);
        }

        return tree;
    }

    /// <summary>What is there, without verdicts: nobody's trust was asked.</summary>
    public static Tree RenderFacts(string input, DomainSecurityReport report)
    {
        var tree = new Tree($"[bold]{SafeText.Mark(input)}[/]: {SafeText.Mark(report.Structure)}");
        HeaderTree.Add(tree, report.Headers, isJudged: false);
        AddLayers(tree, report, isJudged: false);
        return tree;
    }

    private static void AddLabels(Tree tree, DomainSecurityReport report, ISecurityLabelPolicy? labels)
    {
        Add("original label", report.OriginalLabel);
        Add("aggregate label", report.AggregateLabel);
        if (report.EffectiveLabel != report.OriginalLabel)
        {
            Add("effective label", report.EffectiveLabel);
        }

        foreach (SecurityLabel equivalent in report.EquivalentLabels)
        {
            Add("equivalent label", equivalent);
        }

        if (report.IsReceiptRequested)
        {
            tree.AddNode("the sender asks for a signed receipt");
        }

        void Add(string what, SecurityLabel? label)
        {
            if (label is not null)
            {
                tree.AddNode($"{what}: {(labels?.Describe(label) is { } words ? $"[bold]{SafeText.Mark(words)}[/], " : "")}{SafeText.Mark(AttributeOutline.Describe(label))}");
            }
        }
    }

    private static void AddLayers(Tree tree, DomainSecurityReport report, bool isJudged)
    {
        int number = 0;
        foreach (SecurityLayer layer in report.Layers)
        {
            TreeNode node = tree.AddNode(Title(++number, layer));
            foreach (SignatureReport signature in layer.Signatures)
            {
                Add(node, signature, isJudged);
            }

            Add(node, layer.Recipients);
            if (isJudged)
            {
                AddFlags(node, layer.Flags);
            }
        }
    }

    public static string Coloured(SecurityStatus status)
    {
        string colour = status switch
        {
            SecurityStatus.Pass => "green",
            SecurityStatus.Fail => "red",
            SecurityStatus.None => "grey",
            _ => "yellow",
        };
        return $"[{colour}]{ReportWords.Of(status)}[/]";
    }

    private static string Meaning(DomainSecurityReport report) => report.Status switch
    {
        SecurityStatus.None => "no signature speaks for its origin",
        SecurityStatus.Pass => report.IdentityLevel switch
        {
            IdentityLevel.Originator => $"it came from {SafeText.Mark(report.Originator)}" + (report.Domain is null ? "" : $" through {report.Domain}"),
            IdentityLevel.DelegatedOriginator => $"it came from {SafeText.Mark(report.Originator)}, by an agent",
            _ => $"it came from the domain {SafeText.Mark(report.Domain?.Value)}" + (report.Originator is null ? "" : $", and {SafeText.Mark(report.Originator)} signed it"),
        },
        SecurityStatus.Fail => "a signature is invalid, or its certificate is expired or revoked",
        SecurityStatus.Policy => "the signature verifies, but it is not acceptable for this sender",
        SecurityStatus.Neutral => "it could not be processed",
        SecurityStatus.TempError => "a source was not reachable; try again",
        _ => "something needed cannot be obtained",
    };

    private static string Title(int number, SecurityLayer layer)
    {
        string title = $"layer {number}: [bold]{ReportWords.Of(layer.Kind)}[/]";
        if (layer.Kind != LayerKind.Content)
        {
            title += $" ({ReportWords.Of(layer.Carrier)}, {ReportWords.Of(layer.Encoding)})";
        }

        if (layer.ContentEncryption is not null)
        {
            title += $", {SafeText.Mark(layer.ContentEncryption)}, {(layer.IsOpened ? "opened" : "not opened")}";
        }

        return title;
    }

    private static void Add(TreeNode parent, SignatureReport signature, bool isJudged)
    {
        string types = signature.Types.Count == 0 ? "untyped" : string.Join(" + ", signature.Types.Select(ReportWords.Of));
        TreeNode node = parent.AddNode(isJudged
            ? $"{types} signature {ReportWords.Of(signature.Signature)}, certificate {ReportWords.Of(signature.Certificate)}, verdict {Coloured(signature.Verdict)}"
            : $"{types} signature, digest and value {ReportWords.Of(signature.Signature)}");
        node.AddNode($"signer {SafeText.Mark(signature.Signer.Subject)} {SafeText.Mark(string.Join(", ", signature.Signer.Emails.Select(email => $"<{email}>")))}");
        node.AddNode($"issuer {SafeText.Mark(signature.Signer.Issuer)}, serial {SafeText.Mark(signature.Signer.Serial)}");
        string time = signature.SigningTime is { } claimed ? $", claims {claimed.UtcDateTime.ToString("yyyy-MM-dd HH:mm:ss", CultureInfo.InvariantCulture)} UTC" : "";
        node.AddNode($"{SafeText.Mark(signature.DigestAlgorithm)}, {SafeText.Mark(signature.SignatureAlgorithm)}{time}");
        if (isJudged)
        {
            if (signature.Label is { } label)
            {
                node.AddNode($"label: {SafeText.Mark(AttributeOutline.Describe(label))}");
            }

            AddFlags(node, signature.Flags);
            return;
        }

        foreach (SignedAttribute attribute in signature.SignedAttributes)
        {
            IReadOnlyList<string> values = AttributeOutline.Values(attribute);
            TreeNode shown = node.AddNode($"{SafeText.Mark(AttributeOutline.Name(attribute))}{(values is [{ } only] ? ": " + SafeText.Mark(only) : "")}");
            foreach (string value in values is [_] ? [] : values)
            {
                shown.AddNode(SafeText.Mark(value));
            }
        }

        Add(node, signature.MailListExpansions, "says that it was expanded by mail list");
    }

    /// <summary>RFC 2634 section 4.4, oldest first.</summary>
    private static void Add(IHasTreeNodes parent, IReadOnlyList<MailListExpansion> expansions, string title)
    {
        foreach (MailListExpansion expansion in expansions)
        {
            string receipts = expansion.ReceiptPolicy switch
            {
                MailListReceiptPolicy.Missing => "",
                MailListReceiptPolicy.None => ", no receipts",
                MailListReceiptPolicy.InsteadOf => $", receipts instead to {string.Join("; ", expansion.ReceiptRecipients)}",
                _ => $", receipts also to {string.Join("; ", expansion.ReceiptRecipients)}",
            };
            string time = expansion.Time.UtcDateTime.ToString("yyyy-MM-dd HH:mm:ss", CultureInfo.InvariantCulture);
            parent.AddNode($"{title} {SafeText.Mark(expansion.MailList)} at {time} UTC{SafeText.Mark(receipts)}{(expansion.IsOwn ? " [yellow]ours[/]" : "")}");
        }
    }

    private static void Add(TreeNode parent, IReadOnlyList<RecipientReport> recipients)
    {
        const int Shown = 20;
        foreach (RecipientReport recipient in recipients.Take(Shown))
        {
            parent.AddNode($"recipient {ReportWords.Of(recipient.Kind)} {SafeText.Mark(recipient.Id)}{(recipient.IsOurs ? " [green]ours[/]" : "")}");
        }

        if (recipients.Count > Shown)
        {
            parent.AddNode(string.Create(CultureInfo.InvariantCulture, $"and {recipients.Count - Shown} more recipients"));
        }
    }

    private static void AddFlags(IHasTreeNodes parent, IReadOnlyList<RaisedFlag> flags)
    {
        foreach (RaisedFlag raised in flags)
        {
            string colour = raised.Flag.Severity == FlagSeverity.Information ? "grey" : "yellow";
            string detail = string.Equals(raised.Detail, raised.Flag.Meaning, StringComparison.Ordinal) ? "" : $" {SafeText.Mark(raised.Detail)}";
            parent.AddNode($"[{colour}]{SafeText.Mark(raised.Flag.Id)}[/] {SafeText.Mark(raised.Flag.Meaning)}{detail} ({SafeText.Mark(raised.Flag.Reference)})");
        }
    }
}
