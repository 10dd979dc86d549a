using System.Formats.Asn1;
using System.Runtime.InteropServices;
using System.Security.Cryptography;
using DomSec.Ber;

namespace DomSec.Crypto;

/// <summary>
/// RFC 4055 section 4.1: RSAES-OAEP-params ::= SEQUENCE { hashFunc [0] DEFAULT sha1, maskGenFunc [1] DEFAULT mgf1SHA1,
/// pSourceFunc [2] DEFAULT pSpecifiedEmpty }.
/// </summary>
/// <param name="Hash">hashFunc.</param>
/// <param name="MgfHash">The hash inside MGF1.</param>
/// <param name="Label">The octets of pSpecified.</param>
[StructLayout(LayoutKind.Auto)]
internal readonly record struct OaepParameters(DigestAlgorithm Hash, DigestAlgorithm MgfHash, ReadOnlyMemory<byte> Label)
{
    /// <summary>The platform's padding, or null where it has none (a label, or two different hashes).</summary>
    public RSAEncryptionPadding? PlatformPadding =>
        Hash == MgfHash && Label.IsEmpty && Digests.IsOnPlatform(Hash) ? RSAEncryptionPadding.CreateOaep(Digests.HashName(Hash)) : null;

    /// <summary>Reads the parameters element; an absent one stands for all DEFAULTs (RFC 3560 section 3 wants it present, CMS-KT-03).</summary>
    public static bool TryParse(ReadOnlyMemory<byte> parameters, out OaepParameters result)
    {
        result = new OaepParameters(DigestAlgorithm.Sha1, DigestAlgorithm.Sha1, default);
        if (parameters.IsEmpty || parameters.Span[0] == BerTag.Null)
        {
            return true;
        }

        var outer = new BerReader(parameters);
        BerReader reader = outer.ReadSequence();
        outer.RequireEnd();
        if (!outer.Ok)
        {
            return false;
        }

        DigestAlgorithm hash = result.Hash;
        DigestAlgorithm mgfHash = result.MgfHash;
        ReadOnlyMemory<byte> label = default;
        if (reader.NextIs(BerTag.Context(0)))
        {
            hash = PssParameters.ReadHash(ref reader, BerTag.Context(0));
        }

        if (reader.NextIs(BerTag.Context(1)))
        {
            mgfHash = PssParameters.ReadMaskHash(ref reader, BerTag.Context(1));
        }

        if (reader.NextIs(BerTag.Context(2)))
        {
            BerReader field = reader.ReadConstructed(BerTag.Context(2));
            AlgorithmIdentifier source = AlgorithmIdentifier.Read(ref field);
            field.RequireEnd();
            var octets = new BerReader(source.Parameters);
            label = octets.ReadOctetString();
            octets.RequireEnd();
            field.Join(octets);
            if (source.Algorithm != Oids.PSpecified)
            {
                field.Fail(BerStatus.Malformed);
            }

            reader.Join(field);
        }

        reader.RequireEnd();
        result = new OaepParameters(hash, mgfHash, label);
        return reader.Ok && hash != DigestAlgorithm.None && mgfHash != DigestAlgorithm.None;
    }

    /// <summary>The whole AlgorithmIdentifier in DER; RFC 3560 section 3: fields at their DEFAULT are left out, parameters are always present.</summary>
    public byte[] EncodeAlgorithmIdentifier()
    {
        var writer = new AsnWriter(AsnEncodingRules.DER);
        using (writer.PushSequence())
        {
            Oids.RsaEsOaep.WriteTo(writer);
            using (writer.PushSequence())
            {
                PssParameters.WriteHashes(writer, Hash, MgfHash);
                if (!Label.IsEmpty)
                {
                    using (writer.PushSequence(new Asn1Tag(TagClass.ContextSpecific, 2)))
                    using (writer.PushSequence())
                    {
                        Oids.PSpecified.WriteTo(writer);
                        writer.WriteOctetString(Label.Span);
                    }
                }
            }
        }

        return writer.Encode();
    }

    public bool Equals(OaepParameters other) => Hash == other.Hash && MgfHash == other.MgfHash && Label.Span.SequenceEqual(other.Label.Span);

    public override int GetHashCode() => HashCode.Combine(Hash, MgfHash, Label.Length);
}
