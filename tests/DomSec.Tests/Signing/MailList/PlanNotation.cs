using DomSec.Signing.MailList;

namespace DomSec.Tests.Signing.MailList;

/// <summary>
/// Layers and plans in the notation of RFC 3183 section 5.1, so that a test's table reads as the RFC does: <c>S</c>, <c>E</c>, <c>A</c> (AuthEnvelopedData),
/// <c>C</c> (CompressedData), <c>R</c> (a signed receipt), <c>OC</c>, each with a name behind; <c>?</c> is not opened; in brackets <c>h</c> history,
/// <c>k</c> histories in conflict, <c>ds</c> domain signature, <c>x</c> invalid, <c>t</c> not judged now, <c>l1</c>, <c>l2</c> a security label.
/// </summary>
internal static class PlanNotation
{
    public static IReadOnlyList<(string Name, PlanLayer Layer)> Read(string text)
    {
        var layers = new List<(string, PlanLayer)>();
        foreach (string token in text.Replace(")", "", StringComparison.Ordinal).Split('(', StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries))
        {
            int bracket = token.IndexOf('[', StringComparison.Ordinal);
            string name = bracket < 0 ? token : token[..bracket];
            string[] marks = bracket < 0 ? [] : token[(bracket + 1)..^1].Split(' ');
            PlanLayerKind kind = name[0] switch
            {
                'S' => PlanLayerKind.Signature,
                'R' => PlanLayerKind.Receipt,
                'E' or 'A' => PlanLayerKind.Encryption,
                'C' => PlanLayerKind.Compression,
                'O' => PlanLayerKind.Content,
                _ => throw new ArgumentException(token, nameof(text)),
            };
            layers.Add((name, new PlanLayer(kind)
            {
                IsOpened = !name.EndsWith('?'),
                Verdict = marks.Contains("x") ? SecurityStatus.Policy : marks.Contains("t") ? SecurityStatus.TempError : SecurityStatus.Pass,
                IsDomainSignature = marks.Contains("ds"),
                History = marks.Contains("k") ? ExpansionHistoryState.Conflict : marks.Contains("h") ? ExpansionHistoryState.Present : ExpansionHistoryState.Absent,
                SecurityLabel = marks.Contains("l1") ? new byte[] { 1 } : marks.Contains("l2") ? new byte[] { 2 } : default,
            }));
        }

        return layers;
    }

    /// <summary>Plans, and writes the new message or the objection.</summary>
    public static string Transform(string input, EncapsulationPolicy policy)
    {
        IReadOnlyList<(string Name, PlanLayer Layer)> layers = Read(input);
        PlanResult result = EncapsulationPlanner.Plan([.. layers.Select(layer => layer.Layer)], policy);
        return result.Plan is { } plan ? Write(layers, plan) : $"{result.Objection} {layers.ElementAtOrDefault(result.Layer).Name}".Trim();
    }

    public static EncapsulationPlan Plan(string input, EncapsulationPolicy policy) =>
        EncapsulationPlanner.Plan([.. Read(input).Select(layer => layer.Layer)], policy).Plan ?? throw new InvalidOperationException("no plan for " + input);

    private static string Write(IReadOnlyList<(string Name, PlanLayer Layer)> layers, EncapsulationPlan plan)
    {
        var names = new List<string>();
        if (plan.HasOuterSignature)
        {
            string attributes = string.Join(' ', new[] { plan.Remembered is { } index ? "attrs " + layers[index].Name : "", plan.HintsReceipt ? "hint" : "" }.Where(part => part.Length > 0));
            names.Add($"S[{attributes}]");
        }

        if (plan.Encrypts)
        {
            names.Add("E");
        }

        names.Add(plan.ReissuedLabel is { } labelled ? $"Sds[label {layers[labelled].Name}]" : "Sds");
        if (plan.NeedsEmptyLayer)
        {
            names.Add("S0");
        }

        names.AddRange(layers.Skip(plan.Stripped).Select(layer => layer.Name));
        return string.Join('(', names) + new string(')', names.Count - 1);
    }
}
