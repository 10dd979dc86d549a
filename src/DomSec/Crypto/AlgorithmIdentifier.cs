using System.Formats.Asn1;
using DomSec.Ber;

namespace DomSec.Crypto;

/// <summary>
/// RFC 5280 section 4.1.1.2: AlgorithmIdentifier ::= SEQUENCE { algorithm OBJECT IDENTIFIER, parameters ANY DEFINED BY algorithm OPTIONAL }.
/// </summary>
/// <param name="Algorithm">The identifier.</param>
/// <param name="Parameters">The whole element as received; empty when absent.</param>
/// <param name="Raw">The whole AlgorithmIdentifier as received.</param>
internal readonly record struct AlgorithmIdentifier(Oid Algorithm, ReadOnlyMemory<byte> Parameters, ReadOnlyMemory<byte> Raw)
{
    /// <summary>Whether the parameters are absent or NULL, which most algorithms treat alike (RFC 5754 section 2).</summary>
    public bool ParametersAbsentOrNull => Parameters.IsEmpty || Parameters.Span[0] == BerTag.Null;

    /// <summary>Whether nothing was read.</summary>
    public bool IsEmpty => Algorithm.IsEmpty;

    /// <summary>Reads one; a fault stays in the reader's status.</summary>
    public static AlgorithmIdentifier Read(ref BerReader reader) => FromElement(ref reader, reader.ReadElement(BerTag.Sequence));

    /// <summary>Reads one under an implicit tag.</summary>
    public static AlgorithmIdentifier Read(ref BerReader reader, byte tag) => FromElement(ref reader, reader.ReadElement(tag));

    /// <summary>Reads one that has to fill its input; <see cref="IsEmpty"/> when it does not.</summary>
    public static AlgorithmIdentifier Parse(ReadOnlyMemory<byte> source)
    {
        var reader = new BerReader(source);
        AlgorithmIdentifier identifier = Read(ref reader);
        reader.RequireEnd();
        return reader.Ok ? identifier : default;
    }

    /// <summary>DER of an identifier with absent parameters, NULL or the given element.</summary>
    public static byte[] Encode(Oid algorithm, ReadOnlySpan<byte> parameters = default)
    {
        var writer = new AsnWriter(AsnEncodingRules.DER);
        using (writer.PushSequence())
        {
            algorithm.WriteTo(writer);
            if (!parameters.IsEmpty)
            {
                writer.WriteEncodedValue(parameters);
            }
        }

        return writer.Encode();
    }

    /// <summary>
    /// RFC 6211 section 3 and CMS-SD-12: whether both say the same, whatever octets say it. Absent and NULL parameters are one,
    /// RSASSA-PSS and RSAES-OAEP parameters are compared as read, with their DEFAULTs.
    /// </summary>
    public bool SemanticallyEquals(in AlgorithmIdentifier other)
    {
        if (IsEmpty || Algorithm != other.Algorithm)
        {
            return false;
        }

        if (ParametersAbsentOrNull || other.ParametersAbsentOrNull)
        {
            return ParametersAbsentOrNull && other.ParametersAbsentOrNull;
        }

        if (Parameters.Span.SequenceEqual(other.Parameters.Span))
        {
            return true;
        }

        if (Algorithm == Oids.RsaSsaPss)
        {
            return PssParameters.TryParse(Parameters, out PssParameters mine) && PssParameters.TryParse(other.Parameters, out PssParameters theirs) && mine == theirs;
        }

        if (Algorithm == Oids.RsaEsOaep)
        {
            return OaepParameters.TryParse(Parameters, out OaepParameters mine) && OaepParameters.TryParse(other.Parameters, out OaepParameters theirs)
                && mine.Equals(theirs);
        }

        return false;
    }

    public bool Equals(AlgorithmIdentifier other) => Algorithm == other.Algorithm && Raw.Span.SequenceEqual(other.Raw.Span);

    public override int GetHashCode() => Algorithm.GetHashCode();

    private static AlgorithmIdentifier FromElement(ref BerReader reader, in BerElement element)
    {
        if (!reader.Ok)
        {
            return default;
        }

        var inner = new BerReader(element.Content);
        Oid algorithm = inner.ReadOid();
        ReadOnlyMemory<byte> parameters = inner.HasData ? inner.ReadElement().Raw : default;
        inner.RequireEnd();
        reader.Join(inner);
        return reader.Ok ? new AlgorithmIdentifier(algorithm, parameters, element.Raw) : default;
    }
}
