namespace DomSec.Layers;

/// <summary>RFC 2634 sections 3.1.2 and 4.2: before a door acts on a message, labels are looked for in all layers, those under encryption included. Pure.</summary>
internal static class LabelRules
{
    /// <summary>Why labels forbid to go on, or null. Never without a label policy in force.</summary>
    public static Refusal? Objection(DomainSecurityReport report) =>
        report.Flags.FirstOrDefault(raised => raised.Flag == SecurityFlags.LabelUnknownPolicy) is { } unknown
            ? new Refusal($"The message has a security label that is not known here: {unknown.Detail}", $"{unknown.Flag.Id}, {unknown.Flag.Reference}")
            : null;
}
