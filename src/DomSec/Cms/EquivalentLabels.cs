using System.Formats.Asn1;
using DomSec.Ber;

namespace DomSec.Cms;

/// <summary>EquivalentLabels ::= SEQUENCE OF ESSSecurityLabel (RFC 2634 section 3.4.1).</summary>
internal static class EquivalentLabels
{
    /// <summary>SEC-DOS-01: the RFC has no bound; nobody translates into more policies at once.</summary>
    public const int MaxLabels = 64;

    /// <summary>The labels in their order; empty when it is not such a sequence.</summary>
    public static IReadOnlyList<SecurityLabel> Read(ReadOnlyMemory<byte> raw)
    {
        var labels = new List<SecurityLabel>();
        var reader = new BerReader(raw);
        BerReader sequence = reader.ReadSequence();
        reader.RequireEnd();
        sequence.Join(reader);
        while (sequence.HasData)
        {
            if (EssSecurityLabel.Read(ref sequence) is { } label && labels.Count < MaxLabels)
            {
                labels.Add(label);
            }
            else
            {
                sequence.Fail(BerStatus.TooLarge);
            }
        }

        return sequence.Ok ? labels : [];
    }

    /// <summary>RFC 2634 section 3.4.1: "All security-policy object identifiers MUST be unique in the set of ESSSecurityLabel and EquivalentLabels".</summary>
    public static bool AreUnique(IReadOnlyList<SecurityLabel> equivalents, SecurityLabel? label)
    {
        var policies = new HashSet<string>(StringComparer.Ordinal);
        return (label is null || policies.Add(label.Policy)) && equivalents.All(equivalent => policies.Add(equivalent.Policy));
    }

    public static void Write(AsnWriter writer, IReadOnlyList<SecurityLabel> labels)
    {
        using (writer.PushSequence())
        {
            foreach (SecurityLabel label in labels)
            {
                EssSecurityLabel.Write(writer, label);
            }
        }
    }
}
