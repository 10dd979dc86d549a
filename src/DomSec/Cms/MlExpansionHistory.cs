using DomSec.Ber;
using DomSec.Crypto;

namespace DomSec.Cms;

/// <summary>
/// MLExpansionHistory ::= SEQUENCE SIZE (1..ub-ml-expansion-history) OF MLData (RFC 2634 section 4.4): which mail list agents expanded a message,
/// the first one first. Read only; who does not expand a list copies the attribute as it is.
/// </summary>
internal sealed class MlExpansionHistory
{
    /// <summary>ub-ml-expansion-history (RFC 2634 section 4.4). What follows is not read: entries cost a sender a few octets each.</summary>
    public const int MaxEntries = 64;

    private MlExpansionHistory(IReadOnlyList<MlData> entries, bool overflows, ReadOnlyMemory<byte> raw)
    {
        Entries = entries;
        Overflows = overflows;
        Raw = raw;
    }

    /// <summary>The entries, at most <see cref="MaxEntries"/>.</summary>
    public IReadOnlyList<MlData> Entries { get; }

    /// <summary>Whether there are more.</summary>
    public bool Overflows { get; }

    /// <summary>The attribute's value as received, for comparison: all verified instances have to be identical (RFC 2634 section 4.1).</summary>
    public ReadOnlyMemory<byte> Raw { get; }

    /// <summary>Reads a signer's history.</summary>
    /// <param name="signed">The signed attributes. ESS-ATT-03: the attribute means nothing elsewhere.</param>
    /// <param name="history">The history, or null.</param>
    /// <returns>False when there is one that cannot be read: malformed, empty, or there more than once (RFC 2634 section 1.3.4).</returns>
    public static bool TryRead(AttributeSet? signed, out MlExpansionHistory? history)
    {
        history = null;
        if (signed is null || signed.Count(Oids.MlExpandHistory) == 0)
        {
            return true;
        }

        return signed.SingleValue(Oids.MlExpandHistory) is { } value && (history = TryParse(value)) is not null;
    }

    /// <summary>The history of a layer. RFC 2634 section 4.1: signers without the attribute are ignored, those that have it must agree to the octet.</summary>
    /// <param name="verified">The signed attributes of the layer's verified signers, and of no others.</param>
    /// <param name="history">The history, or null.</param>
    /// <returns>False when they differ, or one cannot be read: processing has to stop.</returns>
    public static bool TryReadAll(IReadOnlyList<AttributeSet> verified, out MlExpansionHistory? history)
    {
        history = null;
        foreach (AttributeSet attributes in verified)
        {
            if (!TryRead(attributes, out MlExpansionHistory? other) || (history is not null && other is not null && !history.Raw.Span.SequenceEqual(other.Raw.Span)))
            {
                history = null;
                return false;
            }

            history ??= other;
        }

        return true;
    }

    /// <summary>The history in one attribute value, or null when it is malformed or empty.</summary>
    public static MlExpansionHistory? TryParse(ReadOnlyMemory<byte> value)
    {
        var reader = new BerReader(value);
        BerReader sequence = reader.ReadSequence();
        reader.RequireEnd();
        var entries = new List<MlData>();
        while (sequence.HasData && entries.Count < MaxEntries)
        {
            MlData entry = MlData.Read(ref sequence);
            if (sequence.Ok)
            {
                entries.Add(entry);
            }
        }

        reader.Join(sequence);
        return reader.Ok && entries.Count > 0 ? new MlExpansionHistory(entries, sequence.HasData, value) : null;
    }
}
