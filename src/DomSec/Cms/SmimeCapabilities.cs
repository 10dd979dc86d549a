using System.Formats.Asn1;
using DomSec.Crypto;

namespace DomSec.Cms;

/// <summary>
/// SMIMECapabilities ::= SEQUENCE OF SEQUENCE { capabilityID, parameters ANY OPTIONAL } (RFC 8551 section 2.5.2): what DomSec verifies and decrypts, in groups, the
/// strongest of each first. SM-ATT-04: peers compare octets, so every entry has exactly those that its RFC registers.
/// </summary>
internal static class SmimeCapabilities
{
    private static readonly byte[] _null = [0x05, 0x00];
    private static readonly byte[] _emptySequence = [0x30, 0x00];

    private static readonly (Ber.Oid Oid, byte[] Parameters)[] _all =
    [
        // Signatures. RFC 9882 section 5, RFC 8419 section 6 and RFC 5754 section 3.3: absent; RFC 5754 section 3.2: NULL.
        (Oids.MlDsa87, []),
        (Oids.MlDsa65, []),
        (Oids.MlDsa44, []),
        (Oids.Ed448, []),
        (Oids.Ed25519, []),
        (Oids.EcdsaWithSha512, []),
        (Oids.EcdsaWithSha384, []),
        (Oids.EcdsaWithSha256, []),
        (Oids.Sha512WithRsa, _null),
        (Oids.Sha384WithRsa, _null),
        (Oids.Sha256WithRsa, _null),

        // Content encryption. RFC 5084 section 3.2, RFC 8103 section 4 and RFC 3565 section 4.1: absent.
        (Oids.Aes256Gcm, []),
        (Oids.ChaCha20Poly1305, []),
        (Oids.Aes128Gcm, []),
        (Oids.Aes256Cbc, []),
        (Oids.Aes192Cbc, []),
        (Oids.Aes128Cbc, []),

        // Key management. RFC 9936 section 6: absent; RFC 8418 section 8 and RFC 5753 section 5: the key wrap; RFC 3560 section 5: an empty SEQUENCE.
        (Oids.MlKem1024, []),
        (Oids.MlKem768, []),
        (Oids.MlKem512, []),
        (Oids.DhSinglePassStdDhHkdfSha512, AlgorithmIdentifier.Encode(Oids.Aes256Wrap)),
        (Oids.DhSinglePassStdDhHkdfSha256, AlgorithmIdentifier.Encode(Oids.Aes256Wrap)),
        (Oids.DhSinglePassStdDhHkdfSha256, AlgorithmIdentifier.Encode(Oids.Aes128Wrap)),
        (Oids.DhSinglePassStdDhSha256Kdf, AlgorithmIdentifier.Encode(Oids.Aes256Wrap)),
        (Oids.DhSinglePassStdDhSha256Kdf, AlgorithmIdentifier.Encode(Oids.Aes128Wrap)),
        (Oids.RsaEsOaep, _emptySequence),
    ];

    /// <summary>The whole attribute, in DER.</summary>
    public static ReadOnlyMemory<byte> Attribute { get; } = Encode();

    private static byte[] Encode()
    {
        var writer = new AsnWriter(AsnEncodingRules.DER);
        using (writer.PushSequence())
        {
            Oids.SmimeCapabilities.WriteTo(writer);
            using (writer.PushSetOf())
            using (writer.PushSequence())
            {
                foreach ((Ber.Oid oid, byte[] parameters) in _all)
                {
                    writer.WriteEncodedValue(AlgorithmIdentifier.Encode(oid, parameters));
                }
            }
        }

        return writer.Encode();
    }
}
