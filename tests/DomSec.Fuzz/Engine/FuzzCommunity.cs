using System.Security.Cryptography.X509Certificates;
using DomSec.Hosting;
using DomSec.Layers;
using DomSec.Providers;
using DomSec.TestKit;

namespace DomSec.Fuzz.Engine;

/// <summary>The community that the committed seeds belong to, with all its keys, at a fixed time: the same input gets the same answer on every machine.</summary>
internal static class FuzzCommunity
{
    public const string Password = "fuzz";

    public static readonly MailDomain Acme = MailDomain.Parse("acme.example");
    public static readonly MailDomain Partner = MailDomain.Parse("partner.example");

    public static readonly DateTimeOffset Now = new(2027, 3, 1, 12, 0, 0, TimeSpan.Zero);

    /// <summary>Small, so that limits are met by small messages too.</summary>
    public static DomSecLimits Limits { get; } = new()
    {
        MaxLayers = 6,
        MaxHeaderBytes = 8 << 10,
        MaxStructureBytes = 64 << 10,
        MaxSigners = 8,
        MaxRecipients = 20,
        MaxCertificates = 10,
        MaxAttributes = 20,
        MaxMessageBytes = 256 << 10,
    };

    /// <summary>The same, and little is held in memory: the doors read what is larger in several passes.</summary>
    public static DomSecLimits DoorLimits { get; } = Limits with { MaxBufferedBytes = 3000 };

    public static MemoryCommunity Community { get; } = Load();

    // Nearly everything here fails to decrypt; the budget for that would end the run (SEC-ORC-04), and make one execution depend on another.
    public static DomSecCommunity Doors { get; } = DomSecCommunity.Create(
        Community, Community, Community, Community, new DomSecCommunityOptions { Options = new DomSecOptions { Limits = DoorLimits, MaxDecryptionFailures = 0 }, TimeProvider = new FixedTime() });

    /// <summary>Classifies; everything is in memory, so it is done when it returns.</summary>
    public static DomainSecurityReport Classify(byte[] message)
    {
        using var source = new MemoryStream(message, writable: false);
        return Result(Doors.Classifier.ClassifyStreamAsync(source, new DomainClassificationRequest()));
    }

    /// <summary>The layers themselves, for what a report does not show; dispose it.</summary>
    public static MessageWalk Walk(byte[] message)
    {
        using var source = new MessageSource(message);
        return Result(new MessageWalker(Community, new DomSecOptions { Limits = Limits }).WalkAsync(source, new DomainClassificationRequest(), CancellationToken.None).AsTask());
    }

    /// <summary>The result of a door that had nothing to wait for. Another thread would escape the measurements.</summary>
    public static T Result<T>(Task<T> task)
    {
        Invariant.Holds(task.IsCompleted, "a door waits for something");
        return task.GetAwaiter().GetResult();
    }

    private static MemoryCommunity Load()
    {
        var community = new MemoryCommunity();
        community.AddAnchor(X509CertificateLoader.LoadCertificate(Vectors.Bytes("fuzz-seeds/certificates/anchor.der")));
        community.AddDecryptionKey(Acme, new SoftwareDecryptionKey(Key("acme")));
        community.AddDecryptionKey(Acme, new SoftwareDecryptionKey(Key("acme-rsa")));
        community.AddDecryptionKey(Partner, new SoftwareDecryptionKey(Key("partner")));
        community.AddDecryptionKey(Partner, new SoftwareDecryptionKey(Key("partner-rsa")));
        community.AddSigningKey(Acme, DomainRole.DomainSigning, new SoftwareSigningKey(Key("signer")));
        return community;
    }

    private static X509Certificate2 Key(string name) => X509CertificateLoader.LoadPkcs12FromFile(Vectors.Path($"fuzz-seeds/community/{name}.p12"), Password, X509KeyStorageFlags.Exportable);

    private sealed class FixedTime : TimeProvider
    {
        public override DateTimeOffset GetUtcNow() => Now;
    }
}
