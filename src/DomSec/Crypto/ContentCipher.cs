using System.Formats.Asn1;
using DomSec.Ber;

namespace DomSec.Crypto;

/// <summary>
/// A content-encryption algorithm: AES-CBC (RFC 3565), AES-GCM and AES-CCM (RFC 5084), ChaCha20-Poly1305 (RFC 8103) and, for reading old
/// mail, triple DES, RC2 (RFC 3370 section 5) and DES.
/// </summary>
internal sealed class ContentCipher
{
    public static readonly ContentCipher Aes128Cbc = new(Oids.Aes128Cbc, "aes128-cbc", 16, ContentMode.Cbc, 16);
    public static readonly ContentCipher Aes192Cbc = new(Oids.Aes192Cbc, "aes192-cbc", 24, ContentMode.Cbc, 16);
    public static readonly ContentCipher Aes256Cbc = new(Oids.Aes256Cbc, "aes256-cbc", 32, ContentMode.Cbc, 16);
    public static readonly ContentCipher Aes128Gcm = new(Oids.Aes128Gcm, "aes128-gcm", 16, ContentMode.Gcm, 1);
    public static readonly ContentCipher Aes192Gcm = new(Oids.Aes192Gcm, "aes192-gcm", 24, ContentMode.Gcm, 1);
    public static readonly ContentCipher Aes256Gcm = new(Oids.Aes256Gcm, "aes256-gcm", 32, ContentMode.Gcm, 1);
    public static readonly ContentCipher Aes128Ccm = new(Oids.Aes128Ccm, "aes128-ccm", 16, ContentMode.Ccm, 1);
    public static readonly ContentCipher Aes192Ccm = new(Oids.Aes192Ccm, "aes192-ccm", 24, ContentMode.Ccm, 1);
    public static readonly ContentCipher Aes256Ccm = new(Oids.Aes256Ccm, "aes256-ccm", 32, ContentMode.Ccm, 1);
    public static readonly ContentCipher ChaCha20Poly1305 = new(Oids.ChaCha20Poly1305, "chacha20-poly1305", 32, ContentMode.ChaCha20Poly1305, 1);
    public static readonly ContentCipher TripleDesCbc = new(Oids.TripleDesCbc, "des-ede3-cbc", 24, ContentMode.Cbc, 8);
    public static readonly ContentCipher Rc2Cbc = new(Oids.Rc2Cbc, "rc2-cbc", 16, ContentMode.Cbc, 8);
    /// <summary>RC2 as S/MIME 2 had to read it: 40 bits. For writing; all RC2 is read as <see cref="Rc2Cbc"/>.</summary>
    public static readonly ContentCipher Rc2Cbc40 = new(Oids.Rc2Cbc, "rc2-cbc", 5, ContentMode.Cbc, 8);

    public static readonly ContentCipher DesCbc = new(Oids.DesCbc, "des-cbc", 8, ContentMode.Cbc, 8);

    /// <summary>CMS-AE-06: emitted, and the longest there is.</summary>
    public const int EmittedTagSize = 16;

    /// <summary>RFC 5084 sections 3.1 and 3.2: aes-ICVlen is DEFAULT 12, and what RFC 5084 recommends.</summary>
    public const int DefaultTagSize = 12;

    /// <summary>SEC-GCM-02: shorter tags are forgeable, although CCM's syntax allows 4 (CMS-AE-08).</summary>
    private const int MinTagSize = 12;

    /// <summary>RFC 8103 section 3 and RFC 5084 section 3.2: the recommended length, and what is emitted.</summary>
    private const int NonceOctets = 12;

    /// <summary>NIST SP 800-38D allows far more; no sender uses another length than 12, Wycheproof goes up to 257.</summary>
    private const int MaxGcmNonceSize = 512;

    private static readonly ContentCipher[] _all =
    [
        Aes128Cbc, Aes192Cbc, Aes256Cbc, Aes128Gcm, Aes192Gcm, Aes256Gcm, Aes128Ccm, Aes192Ccm, Aes256Ccm, ChaCha20Poly1305, TripleDesCbc, Rc2Cbc, DesCbc,
    ];

    private readonly int[] _keySizes;

    private ContentCipher(Oid oid, string name, int keySize, ContentMode mode, int blockSize)
    {
        Oid = oid;
        Name = name;
        KeySize = keySize;
        Mode = mode;
        BlockSize = blockSize;
        _keySizes = [keySize];
    }

    public static ReadOnlySpan<ContentCipher> All => _all;

    public Oid Oid { get; }

    /// <summary>The report's name, "aes256-gcm".</summary>
    public string Name { get; }

    /// <summary>Octets of the content-encryption key; no other length is taken, but for RC2 (<see cref="KeySizes"/>).</summary>
    public int KeySize { get; }

    public ContentMode Mode { get; }

    /// <summary>Octets that the plaintext is padded to; 1 when it is not padded.</summary>
    public int BlockSize { get; }

    /// <summary>Octets of nonce or initialisation vector that are emitted.</summary>
    public int NonceSize => IsAuthenticated ? NonceOctets : BlockSize;

    /// <summary>Whether it belongs into AuthEnvelopedData.</summary>
    public bool IsAuthenticated => Mode != ContentMode.Cbc;

    /// <summary>Whether it is there only to read old mail.</summary>
    public bool IsWeak => Mode == ContentMode.Cbc && BlockSize == 8;

    /// <summary>Whether it is written at all: DES is not, RC2 with 40 bits alone, and CCM is only read (CMS-AE-08).</summary>
    public bool IsWritten => (!IsWeak || this == TripleDesCbc || this == Rc2Cbc40) && Mode != ContentMode.Ccm;

    /// <summary>Whether content of any length is decrypted as it comes. CCM's first block holds the length (RFC 3610 section 2.2), which BER gives at the end only.</summary>
    public bool CanStream => Mode != ContentMode.Ccm;

    /// <summary>Whether associated data goes in before the content; CMS sends it after (RFC 5083 section 2.1).</summary>
    public bool TakesAssociatedDataFirst => Mode == ContentMode.ChaCha20Poly1305;

    public static ContentCipher? FromOid(Oid oid)
    {
        foreach (ContentCipher cipher in _all)
        {
            if (cipher.Oid == oid)
            {
                return cipher;
            }
        }

        return null;
    }

    /// <summary>
    /// Octets that the content-encryption key may have. Only RC2 has a choice: the parameters give effective bits, the key's length is nobody's
    /// (LCD-04), so the lengths are tried that senders used.
    /// </summary>
    public IReadOnlyList<int> KeySizes(in AlgorithmIdentifier algorithm)
    {
        if (this != Rc2Cbc)
        {
            return _keySizes;
        }

        int effective = TryReadParameters(algorithm, out ContentParameters parameters) ? (parameters.EffectiveKeyBits + 7) / 8 : KeySize;
        return effective == KeySize ? [KeySize, 5, 8] : [effective, KeySize];
    }

    /// <summary>The whole contentEncryptionAlgorithm in DER.</summary>
    public byte[] EncodeAlgorithmIdentifier(ReadOnlySpan<byte> nonce, int tagSize = EmittedTagSize)
    {
        AsnWriter writer = DerWriters.Rent();
        using (writer.PushSequence())
        {
            Oid.WriteTo(writer);
            if (Mode is ContentMode.Gcm or ContentMode.Ccm)
            {
                // CMS-AE-05, RFC 5084 section 3.2: GCMParameters ::= SEQUENCE { aes-nonce OCTET STRING, aes-ICVlen INTEGER DEFAULT 12 }.
                using (writer.PushSequence())
                {
                    writer.WriteOctetString(nonce);
                    if (tagSize != DefaultTagSize)
                    {
                        writer.WriteInteger(tagSize);
                    }
                }
            }
            else if (Oid == Oids.Rc2Cbc)
            {
                Rc2Parameters.Write(writer, KeySize * 8, nonce);
            }
            else
            {
                // CMS-AE-10, RFC 3565 section 4.1: the parameter is the IV; CMS-AE-09, RFC 8103 section 3: AEADChaCha20Poly1305Nonce ::= OCTET STRING (SIZE(12)).
                writer.WriteOctetString(nonce);
            }
        }

        return DerWriters.EncodeAndReturn(writer);
    }

    /// <summary>Reads the parameters of a contentEncryptionAlgorithm of this cipher.</summary>
    public bool TryReadParameters(in AlgorithmIdentifier algorithm, out ContentParameters parameters)
    {
        parameters = default;
        if (algorithm.Algorithm != Oid || algorithm.Parameters.IsEmpty)
        {
            return false;
        }

        if (this == Rc2Cbc)
        {
            return Rc2Parameters.TryRead(algorithm.Parameters, out parameters);
        }

        return Mode switch
        {
            ContentMode.Gcm => TryReadTagged(algorithm.Parameters, out parameters) && parameters.Nonce.Length is > 0 and <= MaxGcmNonceSize,

            // RFC 5084 section 3.1: aes-nonce SIZE(7..13), AES-CCM-ICVlen ::= INTEGER (4 | 6 | 8 | 10 | 12 | 14 | 16).
            ContentMode.Ccm => TryReadTagged(algorithm.Parameters, out parameters) && parameters.Nonce.Length is >= 7 and <= 13 && parameters.TagSize % 2 == 0,
            _ => TryReadNonce(algorithm.Parameters, out parameters),
        };
    }

    private static bool TryReadTagged(ReadOnlyMemory<byte> source, out ContentParameters parameters)
    {
        var reader = new BerReader(source);
        BerReader fields = reader.ReadSequence();
        ReadOnlyMemory<byte> nonce = fields.ReadOctetString();
        int tagSize = fields.HasData ? fields.ReadSmallInteger() : DefaultTagSize;
        fields.RequireEnd();
        reader.RequireEnd();
        reader.Join(fields);
        parameters = new ContentParameters(nonce, tagSize);
        return reader.Ok && tagSize is >= MinTagSize and <= EmittedTagSize;
    }

    private bool TryReadNonce(ReadOnlyMemory<byte> source, out ContentParameters parameters)
    {
        var reader = new BerReader(source);
        ReadOnlyMemory<byte> nonce = reader.ReadOctetString();
        reader.RequireEnd();
        parameters = new ContentParameters(nonce, IsAuthenticated ? EmittedTagSize : 0);
        return reader.Ok && nonce.Length == NonceSize;
    }
}
