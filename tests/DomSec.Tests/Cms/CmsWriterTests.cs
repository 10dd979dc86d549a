using System.Formats.Asn1;
using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;
using CsCheck;
using DomSec.Ber;
using DomSec.Cms;
using DomSec.Cms.Streaming;
using DomSec.Crypto;
using DomSec.TestKit;
using DomSec.X509;
using Oid = DomSec.Ber.Oid;
using Pkcs = System.Security.Cryptography.Pkcs;

namespace DomSec.Tests.Cms;

public sealed class CmsWriterTests
{
    private static readonly TestIdentity _signer = TestCa.Shared.Issue(TestRole.DomainSigning, "acme.example");
    private static readonly TestIdentity _authority = TestCa.Shared.Issue(TestRole.Confidentiality, "acme.example");

    // Around every size at which a length form, a part or a base64 line changes.
    private static readonly int[] _sizes = [0, 1, 15, 16, 47, 48, 100, 127, 128, 255, 256, 4095, 16_319, 16_320, 16_321, 32_640, 65_535, 65_536, 100_000];

    [Fact]
    [Trait("Requirement", "CMS-BER-03")]
    public void Signed_data_in_der_is_der_and_verifies_in_the_platform()
    {
        foreach (int size in _sizes)
        {
            byte[] content = RandomNumberGenerator.GetBytes(size);
            byte[] der = Sign(content, ber: false);
            RequireDer(der);
            var peer = new Pkcs.SignedCms();
            peer.Decode(der);
            peer.CheckSignature(verifySignatureOnly: true);
            Assert.Equal(content, peer.ContentInfo.Content);
            Assert.Equal(1, peer.Version);
        }
    }

    [Fact]
    [Trait("Requirement", "CMS-BER-03")]
    public void Signed_data_in_ber_is_the_der_but_for_lengths_and_parts()
    {
        foreach (int size in _sizes)
        {
            byte[] content = RandomNumberGenerator.GetBytes(size);
            byte[] der = Sign(content, ber: false);
            byte[] ber = Sign(content, ber: true);
            Assert.Equal("30800609", Convert.ToHexString(ber.AsSpan(0, 4)));
            (RecordingSink expected, _) = RecordingSink.Decode(der);
            (RecordingSink sink, CmsDecoder decoder) = RecordingSink.Decode(ber);
            Assert.Equal(CmsStatus.Ok, decoder.Fault.Status);
            Assert.True(decoder.SawBer);
            Assert.Equal(content, sink.Content);
            Assert.Equal(expected[CmsField.Certificates], sink[CmsField.Certificates]);
            Assert.Equal(expected[CmsField.DigestAlgorithms], sink[CmsField.DigestAlgorithms]);
            Assert.Equal(der, BerReencoder.ToDefinite(ber));
            var peer = new Pkcs.SignedCms();
            peer.Decode(ber);
            peer.CheckSignature(verifySignatureOnly: true);
            Assert.Equal(content, peer.ContentInfo.Content);
        }
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    [Trait("Requirement", "DS-ENC-07")]
    public void The_empty_signature_layer_has_content_and_empty_sets(bool ber)
    {
        foreach (int size in _sizes)
        {
            byte[] content = RandomNumberGenerator.GetBytes(size);
            using var output = new PooledOctets();
            using (var writer = new SignedDataWriter(output, ber, DigestAlgorithm.None))
            {
                writer.Write(content);
                writer.Finish([], []);
            }

            if (!ber)
            {
                RequireDer(output.ToArray());
            }

            RecordingSink sink = RecordingSink.Decode(output.Span).Sink;
            Assert.Equal(content, sink.Content);
            Assert.Equal(1, sink.Begins);
            Assert.Equal([0x31, 0x00], sink[CmsField.DigestAlgorithms]);
            Assert.Equal([0x31, 0x00], sink[CmsField.SignerInfos]);
            Assert.Equal(2, sink.Fields.Count);
        }
    }

    [Fact]
    public void Chunks_of_the_content_do_not_show_in_der()
    {
        Gen.Select(Gen.Byte.Array[0, 40_000], Gen.Int[1, 20_000]).Sample(
            (content, chunk) =>
            {
                foreach (bool ber in new[] { false, true })
                {
                    using var whole = new PooledOctets();
                    using var chunked = new PooledOctets();
                    Write(whole, content, content.Length + 1);
                    Write(chunked, content, chunk);
                    Assert.True(whole.Span.SequenceEqual(chunked.Span));

                    void Write(OctetSink output, byte[] octets, int size)
                    {
                        using var writer = new SignedDataWriter(output, ber, DigestAlgorithm.Sha256);
                        foreach (byte[] piece in octets.Chunk(size))
                        {
                            writer.Write(piece);
                        }

                        Assert.Equal(SHA256.HashData(octets), writer.GetDigest());
                        writer.Finish([], []);
                    }
                }
            },
            iter: 100,
            threads: 1);
    }

    [Theory]
    [InlineData(false, false)]
    [InlineData(false, true)]
    [InlineData(true, false)]
    [InlineData(true, true)]
    [Trait("Requirement", "CMS-AE-01")]
    public void Enveloped_data_is_der_or_streams_and_opens_again(bool ber, bool authenticated)
    {
        ContentCipher cipher = authenticated ? ContentCipher.Aes256Gcm : ContentCipher.Aes256Cbc;
        Certificate certificate = Parse(_authority);
        byte[] contentKey = RandomNumberGenerator.GetBytes(cipher.KeySize);
        using RSA rsa = (RSA)_authority.OpenKey();
        var recipient = new AsnWriter(AsnEncodingRules.DER);
        KeyTransRecipientInfo.Write(recipient, certificate, AlgorithmIdentifier.Encode(Oids.RsaEncryption, [0x05, 0x00]), rsa.Encrypt(contentKey, RSAEncryptionPadding.Pkcs1));
        foreach (int size in _sizes)
        {
            byte[] content = RandomNumberGenerator.GetBytes(size);
            using var output = new PooledOctets();
            using (var writer = new EnvelopedDataWriter(output, ber, cipher, contentKey, [certificate.Raw], [recipient.Encode()]))
            {
                foreach (byte[] piece in content.Chunk(7001))
                {
                    writer.Write(piece);
                }

                writer.Finish();
            }

            byte[] cms = output.ToArray();
            (RecordingSink sink, CmsDecoder decoder) = RecordingSink.Decode(cms);
            Assert.Equal(CmsStatus.Ok, decoder.Fault.Status);
            Assert.Equal(ber, decoder.SawBer);
            Assert.Equal(authenticated ? Oids.AuthEnvelopedData : Oids.EnvelopedData, sink.ContentType);
            Assert.Equal(CmsStatus.Ok, RecipientInfo.TryParseSet(sink[CmsField.RecipientInfos], DomSecLimits.Default, out IReadOnlyList<RecipientInfo> recipients));
            Assert.True(Assert.IsType<KeyTransRecipientInfo>(Assert.Single(recipients)).Identifier!.Matches(certificate));
            Assert.Equal(certificate.Raw.ToArray(), Assert.Single(OriginatorInfo.ReadCertificates(sink[CmsField.OriginatorInfo], 10)).ToArray());
            if (!ber)
            {
                RequireDer(cms);
            }

            if (authenticated)
            {
                using var gcm = new AesGcm(contentKey, 16);
                byte[] plain = new byte[size];
                var parameters = new BerReader(AlgorithmIdentifier.Parse(sink[CmsField.ContentEncryptionAlgorithm]).Parameters);
                gcm.Decrypt(parameters.ReadSequence().ReadOctetString().Span, sink.Content, sink[CmsField.Mac].AsSpan(2), plain);
                Assert.Equal(content, plain);
            }
            else
            {
                var peer = new Pkcs.EnvelopedCms();
                peer.Decode(cms);
                peer.Decrypt(peer.RecipientInfos[0], _authority.Certificate.GetRSAPrivateKey());
                Assert.Equal(content, peer.ContentInfo.Content);
            }
        }
    }

    [Fact]
    public void A_content_key_of_the_wrong_length_is_the_callers_fault() =>
        Assert.Throws<ArgumentException>(() => new EnvelopedDataWriter(new PooledOctets(), ber: false, ContentCipher.Aes256Gcm, new byte[16], [], [[0x30, 0x00]]));

    private static Certificate Parse(TestIdentity identity)
    {
        Assert.Equal(BerStatus.Ok, Certificate.TryParse(identity.Der, out Certificate? certificate));
        return certificate!;
    }

    private static byte[] Sign(byte[] content, bool ber)
    {
        Certificate certificate = Parse(_signer);
        var signer = new SignerShape(certificate, SignatureScheme.For(SignatureKind.RsaPkcs1, DigestAlgorithm.Sha256));
        using var output = new PooledOctets();
        using var writer = new SignedDataWriter(output, ber, DigestAlgorithm.Sha256);
        foreach (byte[] piece in content.Chunk(5000))
        {
            writer.Write(piece);
        }

        byte[] attributes = SignedAttributesBuilder.Build(
            signer, Oids.Data, writer.GetDigest(), new DateTimeOffset(2025, 1, 1, 0, 0, 0, TimeSpan.Zero), SignatureType.Domain);
        using RSA rsa = (RSA)_signer.OpenKey();
        byte[] signature = rsa.SignData(attributes, HashAlgorithmName.SHA256, RSASignaturePadding.Pkcs1);
        writer.Finish([certificate.Raw], [SignerInfoWriter.Encode(signer, attributes, signature)]);
        return output.ToArray();
    }

    /// <summary>Reads every element under the rules of DER, SET OF order included.</summary>
    private static void RequireDer(byte[] encoded)
    {
        var open = new Stack<AsnReader>();
        open.Push(new AsnReader(encoded, AsnEncodingRules.DER));
        while (open.Count > 0)
        {
            AsnReader reader = open.Peek();
            if (!reader.HasData)
            {
                open.Pop();
                continue;
            }

            Asn1Tag tag = reader.PeekTag();
            if (!tag.IsConstructed)
            {
                reader.ReadEncodedValue();
            }
            else if (tag.HasSameClassAndValue(Asn1Tag.SetOf))
            {
                open.Push(reader.ReadSetOf());
            }
            else
            {
                open.Push(reader.ReadSequence(tag));
            }
        }
    }
}
