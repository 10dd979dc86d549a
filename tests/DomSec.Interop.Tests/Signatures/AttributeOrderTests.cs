using System.Formats.Asn1;
using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;
using DomSec.Interop.Tests.Peers;
using DomSec.TestKit;

namespace DomSec.Interop.Tests.Signatures;

/// <summary>
/// Signed attributes that are not in DER order. None of the peers can be brought to write them, so the object is made by hand;
/// they are witnesses all the same: OpenSSL and gpgsm hash what was sent, BouncyCastle and the platform sort first.
/// </summary>
public sealed class AttributeOrderTests
{
    [Fact]
    [Trait("Requirement", "CMS-SD-08")]
    public async Task Attributes_sent_unsorted_and_signed_sorted_verify()
    {
        byte[] cms = Make(signSorted: true);
        Assert.Equal(SignedMessage.Entity, BouncyPeer.Verify(cms, Identities.Alice()));
        Assert.Equal(SignedMessage.Entity, DotnetPeer.Verify(cms, Identities.Alice().Der));
        using var gateway = new Gateway();
        Facts.AssertOriginator(await gateway.ClassifyAsync(SignedMessage.Opaque(cms)), Identities.Alice());
        Facts.AssertInvalid(await gateway.ClassifyAsync(SignedMessage.Opaque(SignedMessage.Altered(cms))));
    }

    [Fact]
    [Trait("Requirement", "CMS-SD-08")]
    public async Task Attributes_signed_as_sent_verify_and_are_flagged()
    {
        byte[] cms = Make(signSorted: false);
        using var openSsl = new OpenSsl();
        Assert.Equal(SignedMessage.Entity, openSsl.Verify(cms, TestCa.Shared).Expect().Output);
        using var gateway = new Gateway();
        DomainSecurityReport report = await gateway.ClassifyAsync(SignedMessage.Opaque(cms));
        SignatureReport signature = Facts.AssertOriginator(report, Identities.Alice());
        Assert.Contains(signature.Flags, raised => raised.Flag == SecurityFlags.AttributesOrder);
        Facts.AssertInvalid(await gateway.ClassifyAsync(SignedMessage.Opaque(SignedMessage.Altered(cms))));
    }

    private static byte[] Make(bool signSorted)
    {
        TestIdentity alice = Identities.Alice();
        byte[][] attributes =
        [
            // DER would put the shorter content type before the longer message digest.
            Attribute("1.2.840.113549.1.9.4", writer => writer.WriteOctetString(SHA256.HashData(SignedMessage.Entity))),
            Attribute("1.2.840.113549.1.9.3", writer => writer.WriteObjectIdentifier("1.2.840.113549.1.7.1")),
        ];
        byte[] sent = Set(attributes, AsnEncodingRules.BER);
        byte[] sorted = Set(attributes, AsnEncodingRules.DER);
        Assert.NotEqual(sorted, sent);
        using RSA key = alice.Certificate.GetRSAPrivateKey()!;
        byte[] value = key.SignData(signSorted ? sorted : sent, HashAlgorithmName.SHA256, RSASignaturePadding.Pkcs1);

        // A right object of the platform's without attributes; the attributes are put in and the signature value replaced.
        byte[] cms = DotnetPeer.Sign(SignedMessage.Entity, [alice], new SignatureShape { SignedAttributes = false });
        System.Security.Cryptography.Pkcs.SignerInfo original = DotnetPeer.Decode(cms).SignerInfos[0];
        return Rewrite(cms, original.GetSignature(), [0xA0, .. sent.AsSpan(1)], value);
    }

    /// <summary>Rebuilds the SignedData with attributes before the signature algorithm of its only signer.</summary>
    private static byte[] Rewrite(byte[] cms, byte[] oldSignature, byte[] attributes, byte[] signature)
    {
        var contentInfo = new AsnReader(cms, AsnEncodingRules.DER);
        AsnReader info = contentInfo.ReadSequence();
        ReadOnlyMemory<byte> type = info.ReadEncodedValue();
        AsnReader signedData = info.ReadSequence(new Asn1Tag(TagClass.ContextSpecific, 0)).ReadSequence();
        var writer = new AsnWriter(AsnEncodingRules.BER);
        using (writer.PushSequence())
        {
            writer.WriteEncodedValue(type.Span);
            using (writer.PushSequence(new Asn1Tag(TagClass.ContextSpecific, 0)))
            using (writer.PushSequence())
            {
                for (int i = 0; i < 4; i++)
                {
                    writer.WriteEncodedValue(signedData.ReadEncodedValue().Span); // version, digestAlgorithms, encapContentInfo, certificates
                }

                AsnReader signer = signedData.ReadSetOf().ReadSequence();
                using (writer.PushSetOf())
                using (writer.PushSequence())
                {
                    for (int i = 0; i < 3; i++)
                    {
                        writer.WriteEncodedValue(signer.ReadEncodedValue().Span); // version, sid, digestAlgorithm
                    }

                    writer.WriteEncodedValue(attributes);
                    writer.WriteEncodedValue(signer.ReadEncodedValue().Span); // signatureAlgorithm
                    Assert.Equal(oldSignature, signer.ReadOctetString());
                    writer.WriteOctetString(signature);
                }
            }
        }

        return writer.Encode();
    }

    private static byte[] Set(byte[][] members, AsnEncodingRules rules)
    {
        var writer = new AsnWriter(rules);
        using (writer.PushSetOf())
        {
            foreach (byte[] member in members)
            {
                writer.WriteEncodedValue(member);
            }
        }

        return writer.Encode();
    }

    private static byte[] Attribute(string oid, Action<AsnWriter> value)
    {
        var writer = new AsnWriter(AsnEncodingRules.DER);
        using (writer.PushSequence())
        {
            writer.WriteObjectIdentifier(oid);
            using (writer.PushSetOf())
            {
                value(writer);
            }
        }

        return writer.Encode();
    }
}
