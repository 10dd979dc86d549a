using System.Formats.Asn1;
using System.Runtime.InteropServices;
using DomSec.Ber;

namespace DomSec.Crypto;

/// <summary>
/// RFC 4055 section 3.1: RSASSA-PSS-params ::= SEQUENCE { hashAlgorithm [0] DEFAULT sha1, maskGenAlgorithm [1] DEFAULT mgf1SHA1,
/// saltLength [2] INTEGER DEFAULT 20, trailerField [3] INTEGER DEFAULT 1 }.
/// </summary>
[StructLayout(LayoutKind.Auto)]
internal readonly record struct PssParameters(DigestAlgorithm Hash, DigestAlgorithm MgfHash, int SaltLength, int TrailerField)
{
    /// <summary>Reads the parameters element. Absent fields get their DEFAULTs; a hash or mask function not known here is a failure.</summary>
    public static bool TryParse(ReadOnlyMemory<byte> parameters, out PssParameters result)
    {
        result = new PssParameters(DigestAlgorithm.Sha1, DigestAlgorithm.Sha1, 20, 1);
        var outer = new BerReader(parameters);
        BerReader reader = outer.ReadSequence();
        outer.RequireEnd();
        if (!outer.Ok)
        {
            return false;
        }

        DigestAlgorithm hash = result.Hash;
        DigestAlgorithm mgfHash = result.MgfHash;
        int salt = result.SaltLength;
        int trailer = result.TrailerField;
        if (reader.NextIs(BerTag.Context(0)))
        {
            hash = ReadHash(ref reader, BerTag.Context(0));
        }

        if (reader.NextIs(BerTag.Context(1)))
        {
            mgfHash = ReadMaskHash(ref reader, BerTag.Context(1));
        }

        if (reader.NextIs(BerTag.Context(2)))
        {
            salt = ReadInteger(ref reader, BerTag.Context(2));
        }

        if (reader.NextIs(BerTag.Context(3)))
        {
            trailer = ReadInteger(ref reader, BerTag.Context(3));
        }

        reader.RequireEnd();
        result = new PssParameters(hash, mgfHash, salt, trailer);
        return reader.Ok && hash != DigestAlgorithm.None && mgfHash != DigestAlgorithm.None;
    }

    /// <summary>The whole AlgorithmIdentifier in DER: fields at their DEFAULT are left out, the hashes carry NULL as RFC 4055 section 2.1 shows them.</summary>
    public byte[] EncodeAlgorithmIdentifier()
    {
        var writer = new AsnWriter(AsnEncodingRules.DER);
        using (writer.PushSequence())
        {
            Oids.RsaSsaPss.WriteTo(writer);
            using (writer.PushSequence())
            {
                WriteHashes(writer, Hash, MgfHash);
                if (SaltLength != 20)
                {
                    using (writer.PushSequence(new Asn1Tag(TagClass.ContextSpecific, 2)))
                    {
                        writer.WriteInteger(SaltLength);
                    }
                }
            }
        }

        return writer.Encode();
    }

    /// <summary>The [0] and [1] fields, which RSAES-OAEP-params share.</summary>
    internal static void WriteHashes(AsnWriter writer, DigestAlgorithm hash, DigestAlgorithm mgfHash)
    {
        if (hash != DigestAlgorithm.Sha1)
        {
            using (writer.PushSequence(new Asn1Tag(TagClass.ContextSpecific, 0)))
            {
                writer.WriteEncodedValue(Digests.AlgorithmIdentifierWithNull(hash));
            }
        }

        if (mgfHash != DigestAlgorithm.Sha1)
        {
            using (writer.PushSequence(new Asn1Tag(TagClass.ContextSpecific, 1)))
            using (writer.PushSequence())
            {
                Oids.Mgf1.WriteTo(writer);
                writer.WriteEncodedValue(Digests.AlgorithmIdentifierWithNull(mgfHash));
            }
        }
    }

    internal static DigestAlgorithm ReadHash(ref BerReader reader, byte tag)
    {
        BerReader field = reader.ReadConstructed(tag);
        AlgorithmIdentifier identifier = AlgorithmIdentifier.Read(ref field);
        field.RequireEnd();
        reader.Join(field);
        return reader.Ok ? Digests.FromIdentifier(identifier) : DigestAlgorithm.None;
    }

    internal static DigestAlgorithm ReadMaskHash(ref BerReader reader, byte tag)
    {
        BerReader field = reader.ReadConstructed(tag);
        AlgorithmIdentifier mask = AlgorithmIdentifier.Read(ref field);
        field.RequireEnd();
        reader.Join(field);
        return reader.Ok && mask.Algorithm == Oids.Mgf1 ? Digests.FromIdentifier(AlgorithmIdentifier.Parse(mask.Parameters)) : DigestAlgorithm.None;
    }

    private static int ReadInteger(ref BerReader reader, byte tag)
    {
        BerReader field = reader.ReadConstructed(tag);
        int value = field.ReadSmallInteger();
        field.RequireEnd();
        reader.Join(field);
        return value;
    }
}
