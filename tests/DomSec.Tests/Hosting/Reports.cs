namespace DomSec.Tests.Hosting;

/// <summary>The shortest way to say what a report should hold; failures show what it holds instead.</summary>
internal static class Reports
{
    public static IEnumerable<string> FlagIds(this DomainSecurityReport report) => report.Flags.Select(flag => flag.Flag.Id);

    public static void Raises(this DomainSecurityReport report, SecurityFlag flag) =>
        Assert.True(report.Flags.Any(raised => raised.Flag == flag), $"{flag} is not raised: {report.Describe()}");

    /// <summary>These flags and no others.</summary>
    public static void RaisesExactly(this DomainSecurityReport report, IEnumerable<SecurityFlag> flags)
    {
        string[] expected = [.. flags.Select(flag => flag.Id).Order(StringComparer.Ordinal)];
        string[] raised = [.. report.FlagIds().Distinct(StringComparer.Ordinal).Order(StringComparer.Ordinal)];
        Assert.True(raised.AsSpan().SequenceEqual(expected), $"[{string.Join(' ', raised)}] instead of [{string.Join(' ', expected)}]: {report.Describe()}");
    }

    public static void DoesNotRaise(this DomainSecurityReport report, SecurityFlag flag) =>
        Assert.False(report.Flags.Any(raised => raised.Flag == flag), $"{flag} is raised: {report.Describe()}");

    public static void HasStatus(this DomainSecurityReport report, SecurityStatus status) =>
        Assert.True(report.Status == status, $"{report.Status} instead of {status}: {report.Describe()}");

    /// <summary>The signatures, outermost first.</summary>
    public static IReadOnlyList<SignatureReport> Signatures(this DomainSecurityReport report) => [.. report.Layers.SelectMany(layer => layer.Signatures)];

    public static string Describe(this DomainSecurityReport report) =>
        $"{report.Status} {report.IdentityLevel} {report.Structure} {report.Error} " + string.Join(" | ", report.Flags.Select(flag => flag.Flag.Id + " " + flag.Detail))
        + " // " + string.Join(" | ", report.Signatures().Select(s => $"{s.Signature} {s.Certificate} {s.Verdict}"));

    public static void IsRefused(this Refusal? refusal, string rule) =>
        Assert.True(refusal is not null && refusal.Rule.Contains(rule, StringComparison.Ordinal), $"Not refused for {rule}: {refusal}");
}
