using System.Buffers.Binary;
using System.Formats.Asn1;
using DomSec.Ber;

namespace DomSec.Crypto;

/// <summary>
/// RFC 5753 section 7.2: ECC-CMS-SharedInfo ::= SEQUENCE { keyInfo AlgorithmIdentifier, entityUInfo [0] EXPLICIT OCTET STRING OPTIONAL,
/// suppPubInfo [2] EXPLICIT OCTET STRING }.
/// </summary>
internal static class EccCmsSharedInfo
{
    /// <summary>DER of the structure.</summary>
    /// <param name="keyInfo">The wrap algorithm's whole AlgorithmIdentifier.</param>
    /// <param name="ukm">The user keying material; empty when there is none.</param>
    /// <param name="kekBits">The key-encryption key's size, as 32 bits big-endian in suppPubInfo.</param>
    /// <param name="ukmPresent">Writes entityUInfo also when the material is empty.</param>
    public static byte[] Encode(ReadOnlySpan<byte> keyInfo, ReadOnlySpan<byte> ukm, int kekBits, bool ukmPresent = false)
    {
        AsnWriter writer = DerWriters.Rent();
        using (writer.PushSequence())
        {
            writer.WriteEncodedValue(keyInfo);
            if (ukmPresent || !ukm.IsEmpty)
            {
                using (writer.PushSequence(new Asn1Tag(TagClass.ContextSpecific, 0)))
                {
                    writer.WriteOctetString(ukm);
                }
            }

            using (writer.PushSequence(new Asn1Tag(TagClass.ContextSpecific, 2)))
            {
                Span<byte> bits = stackalloc byte[4];
                BinaryPrimitives.WriteInt32BigEndian(bits, kekBits);
                writer.WriteOctetString(bits);
            }
        }

        return DerWriters.EncodeAndReturn(writer);
    }

    /// <summary>The form to send: CMS-KA-03, RFC 5753 section 7.2: AES wrap has absent parameters, triple DES wrap NULL.</summary>
    public static byte[] Encode(Oid wrapAlgorithm, ReadOnlySpan<byte> ukm) =>
        Encode(KeyInfo(wrapAlgorithm, withNull: wrapAlgorithm == Oids.TripleDesWrap), ukm, KeyWrap.KekSize(wrapAlgorithm) * 8);

    /// <summary>
    /// Every reading of a received wrap AlgorithmIdentifier, likeliest first: as received, with absent and with NULL parameters. Engines differ, some put
    /// NULL into the hash whatever they send; the unwrap's integrity check decides. Empty material may have been sent as such, so both are tried.
    /// </summary>
    public static IReadOnlyList<byte[]> Candidates(in AlgorithmIdentifier wrapAlgorithm, ReadOnlySpan<byte> ukm)
    {
        int bits = KeyWrap.KekSize(wrapAlgorithm.Algorithm) * 8;
        byte[] absent = KeyInfo(wrapAlgorithm.Algorithm, withNull: false);
        byte[] withNull = KeyInfo(wrapAlgorithm.Algorithm, withNull: true);
        var candidates = new List<byte[]>(4);
        ReadOnlySpan<byte> received = wrapAlgorithm.Raw.Span;
        if (!received.SequenceEqual(absent) && !received.SequenceEqual(withNull) && IsDer(wrapAlgorithm.Raw))
        {
            candidates.Add(Encode(received, ukm, bits));
        }

        bool nullFirst = !wrapAlgorithm.Parameters.IsEmpty;
        candidates.Add(Encode(nullFirst ? withNull : absent, ukm, bits));
        candidates.Add(Encode(nullFirst ? absent : withNull, ukm, bits));
        if (ukm.IsEmpty)
        {
            candidates.Add(Encode(nullFirst ? withNull : absent, ukm, bits, ukmPresent: true));
            candidates.Add(Encode(nullFirst ? absent : withNull, ukm, bits, ukmPresent: true));
        }

        return candidates;
    }

    private static byte[] KeyInfo(Oid wrapAlgorithm, bool withNull) => AlgorithmIdentifier.Encode(wrapAlgorithm, withNull ? [BerTag.Null, 0x00] : default);

    /// <summary>A definite outer length: what the DER writer takes as an encoded value; the sender hashed DER, so nothing else can fit.</summary>
    private static bool IsDer(ReadOnlyMemory<byte> element) =>
        AsnDecoder.TryReadEncodedValue(element.Span, AsnEncodingRules.DER, out _, out _, out _, out int consumed) && consumed == element.Length;
}
