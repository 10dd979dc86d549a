using System.Formats.Asn1;
using System.Security.Cryptography;
using DomSec.X509;
using Org.BouncyCastle.Crypto.Digests;
using Org.BouncyCastle.Crypto.Engines;
using Org.BouncyCastle.Crypto.Generators;
using Org.BouncyCastle.Crypto.Parameters;

namespace DomSec.Tests.Recipients;

/// <summary>
/// A sender put together from the RFCs' text, BouncyCastle's primitives and .NET's DER writer: nothing of it is ours, and each of its fields can be written otherwise.
/// </summary>
internal sealed class StrangerEnvelope
{
    public static readonly byte[] Content = "Content-Type: text/plain\r\n\r\nhello\r\n"u8.ToArray();

    private static readonly Asn1Tag Zero = new(TagClass.ContextSpecific, 0);
    private static readonly Asn1Tag One = new(TagClass.ContextSpecific, 1);
    private static readonly Asn1Tag Two = new(TagClass.ContextSpecific, 2);

    public byte[] Cek { get; } = RandomNumberGenerator.GetBytes(32);

    /// <summary>The scheme's object identifier.</summary>
    public string Scheme { get; set; } = "1.2.840.113549.1.9.16.3.19";

    public bool UsesHkdf { get; set; } = true;

    public int HashBits { get; set; } = 256;

    public byte[]? Ukm { get; set; } = RandomNumberGenerator.GetBytes(32);

    /// <summary>What some engines leave out against RFC 8418 section 2.2.</summary>
    public bool OmitsSalt { get; set; }

    /// <summary>NULL parameters of the wrap algorithm in the message, in the hashed information, or both.</summary>
    public bool NullInMessage { get; set; }

    public bool NullInInfo { get; set; }

    public string WrapOid { get; set; } = "2.16.840.1.101.3.4.1.45";

    public int KekSize { get; set; } = 32;

    /// <summary>EnvelopedData with AES-256 in CBC mode around one or more RecipientInfos.</summary>
    public byte[] Envelope(byte[]? originatorInfo, params byte[][] recipientInfos)
    {
        using var aes = Aes.Create();
        aes.Key = Cek;
        byte[] ciphertext = aes.EncryptCbc(Content, aes.IV);
        var writer = new AsnWriter(AsnEncodingRules.DER);
        using (writer.PushSequence())
        {
            writer.WriteObjectIdentifier("1.2.840.113549.1.7.3");
            using (writer.PushSequence(Zero))
            using (writer.PushSequence())
            {
                writer.WriteInteger(2);
                if (originatorInfo is not null)
                {
                    writer.WriteEncodedValue(originatorInfo);
                }

                using (writer.PushSetOf())
                {
                    foreach (byte[] info in recipientInfos)
                    {
                        writer.WriteEncodedValue(info);
                    }
                }

                using (writer.PushSequence())
                {
                    writer.WriteObjectIdentifier("1.2.840.113549.1.7.1");
                    using (writer.PushSequence())
                    {
                        writer.WriteObjectIdentifier("2.16.840.1.101.3.4.1.42");
                        writer.WriteOctetString(aes.IV);
                    }

                    writer.WriteOctetString(ciphertext, Zero);
                }
            }
        }

        return writer.Encode();
    }

    /// <summary>OriginatorInfo with one certificate.</summary>
    public static byte[] OriginatorInfo(byte[] certificate)
    {
        var writer = new AsnWriter(AsnEncodingRules.DER);
        using (writer.PushSequence(Zero))
        using (writer.PushSetOf(Zero))
        {
            writer.WriteEncodedValue(certificate);
        }

        return writer.Encode();
    }

    /// <summary>originatorKey: algorithm with the given parameters and the bits.</summary>
    public static byte[] OriginatorKey(string algorithm, byte[]? parameters, byte[] bits)
    {
        var writer = new AsnWriter(AsnEncodingRules.DER);
        using (writer.PushSequence(One))
        {
            using (writer.PushSequence())
            {
                writer.WriteObjectIdentifier(algorithm);
                if (parameters is not null)
                {
                    writer.WriteEncodedValue(parameters);
                }
            }

            writer.WriteBitString(bits);
        }

        return writer.Encode();
    }

    public static byte[] IssuerAndSerial(byte[] certificate)
    {
        Certificate.TryParse(certificate, out Certificate? parsed);
        var writer = new AsnWriter(AsnEncodingRules.DER);
        using (writer.PushSequence())
        {
            writer.WriteEncodedValue(parsed!.IssuerRaw.Span);
            writer.WriteInteger(parsed.SerialNumber.Span);
        }

        return writer.Encode();
    }

    /// <summary>subjectKeyIdentifier [0] of originators, KEM and key transport recipients.</summary>
    public static byte[] KeyIdentifier(byte[] identifier)
    {
        var writer = new AsnWriter(AsnEncodingRules.DER);
        writer.WriteOctetString(identifier, Zero);
        return writer.Encode();
    }

    /// <summary>rKeyId [0] of key agreement recipients, with a date when asked for.</summary>
    public static byte[] RecipientKeyIdentifier(byte[] identifier, bool withDate)
    {
        var writer = new AsnWriter(AsnEncodingRules.DER);
        using (writer.PushSequence(Zero))
        {
            writer.WriteOctetString(identifier);
            if (withDate)
            {
                writer.WriteGeneralizedTime(new DateTimeOffset(2024, 1, 1, 0, 0, 0, TimeSpan.Zero));
            }
        }

        return writer.Encode();
    }

    /// <summary>KeyAgreeRecipientInfo over a raw shared secret.</summary>
    public byte[] Agreement(byte[] originator, byte[] rid, byte[] sharedSecret)
    {
        byte[] kek = Kek(sharedSecret);
        var engine = new AesWrapEngine();
        engine.Init(forWrapping: true, new KeyParameter(kek));
        byte[] wrapped = engine.Wrap(Cek, 0, Cek.Length);
        var writer = new AsnWriter(AsnEncodingRules.DER);
        using (writer.PushSequence(One))
        {
            writer.WriteInteger(3);
            using (writer.PushSequence(Zero))
            {
                writer.WriteEncodedValue(originator);
            }

            if (Ukm is not null)
            {
                using (writer.PushSequence(One))
                {
                    writer.WriteOctetString(Ukm);
                }
            }

            using (writer.PushSequence())
            {
                writer.WriteObjectIdentifier(Scheme);
                WriteWrap(writer, NullInMessage);
            }

            using (writer.PushSequence())
            using (writer.PushSequence())
            {
                writer.WriteEncodedValue(rid);
                writer.WriteOctetString(wrapped);
            }
        }

        return writer.Encode();
    }

    private byte[] Kek(byte[] sharedSecret)
    {
        var writer = new AsnWriter(AsnEncodingRules.DER);
        using (writer.PushSequence())
        {
            WriteWrap(writer, NullInInfo);
            if (Ukm is not null)
            {
                using (writer.PushSequence(Zero))
                {
                    writer.WriteOctetString(Ukm);
                }
            }

            using (writer.PushSequence(Two))
            {
                writer.WriteOctetString([0, 0, (byte)(KekSize / 32), (byte)(KekSize * 8 % 256)]);
            }
        }

        byte[] info = writer.Encode();
        byte[] kek = new byte[KekSize];
        GeneralDigest(out Org.BouncyCastle.Crypto.IDigest digest);
        if (UsesHkdf)
        {
            var hkdf = new HkdfBytesGenerator(digest);
            hkdf.Init(new HkdfParameters(sharedSecret, OmitsSalt ? null : Ukm, info));
            hkdf.GenerateBytes(kek, 0, kek.Length);
        }
        else
        {
            var kdf = new Kdf2BytesGenerator(digest);
            kdf.Init(new KdfParameters(sharedSecret, info));
            kdf.GenerateBytes(kek, 0, kek.Length);
        }

        return kek;
    }

    private void GeneralDigest(out Org.BouncyCastle.Crypto.IDigest digest) => digest = HashBits switch
    {
        384 => new Sha384Digest(),
        512 => new Sha512Digest(),
        _ => new Sha256Digest(),
    };

    private void WriteWrap(AsnWriter writer, bool withNull)
    {
        using (writer.PushSequence())
        {
            writer.WriteObjectIdentifier(WrapOid);
            if (withNull)
            {
                writer.WriteNull();
            }
        }
    }
}
