using System.Security.Cryptography;
using System.Security.Cryptography.Pkcs;
using System.Security.Cryptography.X509Certificates;
using DomSec.TestKit;

namespace DomSec.Interop.Tests.Peers;

/// <summary>System.Security.Cryptography.Pkcs. It always writes signed attributes with anything beyond the two that are required, and DER.</summary>
internal static class DotnetPeer
{
    public static byte[] Sign(byte[] content, IReadOnlyList<TestIdentity> signers, SignatureShape shape, params IReadOnlyList<AsnEncodedData> attributes)
    {
        var signed = new SignedCms(new ContentInfo(content), shape.Detached);
        SubjectIdentifierType sid = shape.KeyIdentifier ? SubjectIdentifierType.SubjectKeyIdentifier : SubjectIdentifierType.IssuerAndSerialNumber;
        foreach (TestIdentity identity in signers)
        {
            var signer = new CmsSigner(sid, identity.Certificate) { DigestAlgorithm = new Oid(Wires.DigestOid(shape.Digest)), IncludeOption = X509IncludeOption.EndCertOnly };
            if (shape.PssSalt is not null)
            {
                signer.SignaturePadding = RSASignaturePadding.Pss;
            }

            if (shape.SignedAttributes)
            {
                signer.SignedAttributes.Add(new Pkcs9SigningTime(new DateTime(2024, 6, 1, 12, 0, 0, DateTimeKind.Utc)));
            }

            foreach (AsnEncodedData attribute in attributes)
            {
                signer.SignedAttributes.Add(attribute);
            }

            signed.ComputeSignature(signer);
        }

        return Wires.Encode(signed.Encode(), shape.Wire);
    }

    /// <summary>The content of an object whose signatures all verify.</summary>
    public static byte[] Verify(byte[] cms, byte[] signerCertificate)
    {
        SignedCms signed = Decode(cms);
        signed.CheckSignature(verifySignatureOnly: true);
        Assert.Equal(signerCertificate, signed.SignerInfos[0].Certificate!.RawData);
        return signed.ContentInfo.Content;
    }

    public static SignedCms Decode(byte[] cms)
    {
        var signed = new SignedCms();
        signed.Decode(cms);
        return signed;
    }

    public static byte[] Encrypt(byte[] content, IReadOnlyList<TestIdentity> recipients, EnvelopeShape shape)
    {
        var enveloped = new EnvelopedCms(new ContentInfo(content), new AlgorithmIdentifier(new Oid(CipherOid(shape.Cipher))));
        SubjectIdentifierType rid = shape.KeyIdentifier ? SubjectIdentifierType.SubjectKeyIdentifier : SubjectIdentifierType.IssuerAndSerialNumber;
        RSAEncryptionPadding padding = shape.OaepDigest is { } digest ? RSAEncryptionPadding.CreateOaep(Wires.Hash(digest)) : RSAEncryptionPadding.Pkcs1;
        var collection = new CmsRecipientCollection();
        foreach (TestIdentity recipient in recipients)
        {
            collection.Add(new CmsRecipient(rid, recipient.Certificate, padding));
        }

        enveloped.Encrypt(collection);
        return Wires.Encode(enveloped.Encode(), shape.Wire);
    }

    public static byte[] Decrypt(byte[] cms, TestIdentity recipient)
    {
        var enveloped = new EnvelopedCms();
        enveloped.Decode(cms);
        enveloped.Decrypt(new X509Certificate2Collection(recipient.Certificate));
        return enveloped.ContentInfo.Content;
    }

    private static string CipherOid(string cipher) => cipher switch
    {
        "aes-128-cbc" => "2.16.840.1.101.3.4.1.2",
        "aes-192-cbc" => "2.16.840.1.101.3.4.1.22",
        "aes-256-cbc" => "2.16.840.1.101.3.4.1.42",
        "des3" => "1.2.840.113549.3.7",
        _ => throw new ArgumentOutOfRangeException(nameof(cipher)),
    };
}
