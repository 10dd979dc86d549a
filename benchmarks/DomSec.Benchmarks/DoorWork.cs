using DomSec.TestKit;
using MimeKit;
using MimeKit.Cryptography;

namespace DomSec.Benchmarks;

/// <summary>
/// The public doors in stream form, and MimeKit with BouncyCastle beside them. DomSec's figures hold policy, naming, mapping, path and report; its signer
/// writes two layers (the empty one and the domain's) where MimeKit writes one.
/// </summary>
internal sealed class DoorWork : IDisposable
{
    /// <summary>The recipient's authority alone.</summary>
    internal const int Recipients = 1;

    private readonly Parties parties;
    private readonly MemoryStream destination = new(4 << 20);
    private readonly DomainSigningRequest signing;
    private readonly DomainSigningRequest protectedSigning;
    private readonly DomainClassificationRequest classification = new();
    private readonly DomainEncryptionRequest cbc;
    private readonly DomainEncryptionRequest gcm;
    private readonly DomainEncryptionRequest protectedGcm;
    private readonly DomainDecryptionRequest decryption;
    private readonly TemporarySecureMimeContext context = new();
    private readonly CmsSigner mimeKitSigner;
    private readonly CmsRecipientCollection mimeKitRecipients;
    private readonly byte[] plain;
    private readonly byte[] originatorSigned;
    private readonly byte[] domainSigned;
    private readonly byte[] protectedSigned;
    private readonly byte[] cbcEncrypted;
    private readonly byte[] gcmEncrypted;
    private readonly byte[] mimeKitEncrypted;

    internal DoorWork(TestKeyType keys, int octets)
    {
        parties = new Parties(keys);
        plain = Messages.PlainOfSize(octets);
        Primitives = new Primitives(parties.Signing, parties.Confidentiality, plain);

        // What rivals do is compared with the same; protecting the header (RFC 9788), which none of them does and DomSec does by default, is measured by itself.
        protectedSigning = new DomainSigningRequest { Domain = parties.Acme, Evidence = OriginatorEvidence.External("benchmark") };
        signing = protectedSigning with { HeaderProtection = HeaderProtectionScheme.None };
        cbc = EncryptionRequest(AlgorithmProfile.Smime32 with { RsaKeyTransport = RsaKeyTransportPadding.OaepSha256 });
        gcm = EncryptionRequest(AlgorithmProfile.Smime4);
        protectedGcm = gcm with { HeaderProtection = HeaderProtectionScheme.Auto };

        // What MimeKit encrypts has no signature inside; DomSec releases such content only if told to.
        decryption = new DomainDecryptionRequest { Domain = parties.Partner, AllowUnauthenticatedContent = true };
        mimeKitSigner = new CmsSigner(parties.Signing.Certificate) { DigestAlgorithm = DigestAlgorithm.Sha256 };
        mimeKitRecipients = [new CmsRecipient(parties.Confidentiality.Certificate) { EncryptionAlgorithms = [EncryptionAlgorithm.Aes256] }];
        using var key = new MemoryStream(parties.Confidentiality.Pfx("test"));
        context.Import(key, "test");
        originatorSigned = Messages.OpaqueSigned(parties.Person, plain);
        domainSigned = Written(Sign());
        protectedSigned = Written(SignProtected());
        cbcEncrypted = Written(EncryptCbc());
        gcmEncrypted = Written(EncryptGcm());
        MimeKitEncrypts = TestKeys.IsRsa(keys); // it knows key transport only
        mimeKitEncrypted = MimeKitEncrypts ? Written(MimeKitEncrypt()) : cbcEncrypted;
    }

    internal Primitives Primitives { get; }

    internal bool MimeKitEncrypts { get; }

    internal long Sign() => Sign(signing);

    /// <summary>With the header's fields in the payload, as by default.</summary>
    internal long SignProtected() => Sign(protectedSigning);

    /// <summary>The same message as MimeKit's: one signature by the originator.</summary>
    internal SecurityStatus Classify() => Classify(originatorSigned);

    /// <summary>The empty layer and a domain signature around it.</summary>
    internal SecurityStatus ClassifyDomainSigned() => Classify(domainSigned);

    /// <summary>The same with its header protected.</summary>
    internal SecurityStatus ClassifyProtected() => Classify(protectedSigned);

    /// <summary>With the Subject hidden and the header's fields in the payload, as by default.</summary>
    internal long EncryptProtected() => Encrypt(protectedGcm);

    internal long EncryptCbc() => Encrypt(cbc);

    internal long EncryptGcm() => Encrypt(gcm);

    internal long DecryptCbc() => Decrypt(mimeKitEncrypted);

    internal long DecryptGcm() => Decrypt(gcmEncrypted);

    internal long MimeKitSign()
    {
        using MimeMessage parsed = MimeMessage.Load(Source(plain));
        parsed.Body = ApplicationPkcs7Mime.Sign(context, mimeKitSigner, parsed.Body!);
        parsed.WriteTo(Rewound());
        return destination.Length;
    }

    internal int MimeKitVerify()
    {
        using MimeMessage parsed = MimeMessage.Load(Source(originatorSigned));
        int valid = 0;
        foreach (IDigitalSignature signature in ((ApplicationPkcs7Mime)parsed.Body!).Verify(context, out _))
        {
            valid += signature.Verify(verifySignatureOnly: true) ? 1 : 0;
        }

        Parties.Require(valid == 1);
        return valid;
    }

    internal long MimeKitEncrypt()
    {
        using MimeMessage parsed = MimeMessage.Load(Source(plain));
        parsed.Body = ApplicationPkcs7Mime.Encrypt(context, mimeKitRecipients, parsed.Body!);
        parsed.WriteTo(Rewound());
        return destination.Length;
    }

    internal long MimeKitDecrypt()
    {
        using MimeMessage parsed = MimeMessage.Load(Source(mimeKitEncrypted));
        parsed.Body = ((ApplicationPkcs7Mime)parsed.Body!).Decrypt(context);
        parsed.WriteTo(Rewound());
        return destination.Length;
    }

    public void Dispose()
    {
        Primitives.Dispose();
        parties.Dispose();
        context.Dispose();
        destination.Dispose();
    }

    private static MemoryStream Source(byte[] octets) => new(octets, 0, octets.Length, writable: false, publiclyVisible: true);

    /// <summary>Sources and destinations are memory, so nothing is ever waited for.</summary>
    private static T Result<T>(Task<T> task)
    {
        Parties.Require(task.IsCompleted);
        return task.GetAwaiter().GetResult();
    }

    private DomainEncryptionRequest EncryptionRequest(AlgorithmProfile profile) =>
        new() { Domain = parties.Acme, Recipients = [Parties.Recipient], AllowWithoutDomainSignature = true, Profile = profile, HeaderProtection = HeaderProtectionScheme.None };

    private MemoryStream Rewound()
    {
        destination.SetLength(0);
        return destination;
    }

    private byte[] Written(long length)
    {
        Parties.Require(length == destination.Length);
        return destination.ToArray();
    }

    private SecurityStatus Classify(byte[] source)
    {
        SecurityStatus status = Result(parties.Community.Classifier.ClassifyStreamAsync(Source(source), classification)).Status;
        Parties.Require(status == SecurityStatus.Pass);
        return status;
    }

    private long Sign(DomainSigningRequest request)
    {
        Parties.RequireApplied(Result(parties.Community.Signer.SignStreamAsync(Source(plain), Rewound(), request)).Outcome);
        return destination.Length;
    }

    private long Encrypt(DomainEncryptionRequest request)
    {
        Parties.RequireApplied(Result(parties.Community.Encryptor.EncryptStreamAsync(Source(plain), Rewound(), request)).Outcome);
        return destination.Length;
    }

    private long Decrypt(byte[] source)
    {
        Parties.RequireApplied(Result(parties.Community.Encryptor.DecryptStreamAsync(Source(source), Rewound(), decryption)).Outcome);
        return destination.Length;
    }
}
