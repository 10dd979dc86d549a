using System.Security.Cryptography.X509Certificates;
using DomSec.TestKit;
using DomSec.Tests.Properties;

namespace DomSec.Fuzz.Engine;

/// <summary>Writes tests/vectors/fuzz-seeds anew: messages of every kind, and the keys of the community they belong to. Only after a format grew.</summary>
internal static class SeedFolder
{
    public static async Task WriteAsync(string folder)
    {
        string messages = Fresh(folder, "messages");
        string objects = Fresh(folder, "cms");
        string certificates = Fresh(folder, "certificates");
        string community = Fresh(folder, "community");
        foreach ((string name, byte[] message) in await SeedCorpus.MessagesAsync())
        {
            string file = name.Replace(", ", "-", StringComparison.Ordinal).Replace(' ', '-').ToLowerInvariant();
            await File.WriteAllBytesAsync(Path.Combine(messages, file + (message[0] == 0x30 ? ".bin" : ".eml")), message);
            if (Mutator.CmsOf(message) is { } cms)
            {
                await File.WriteAllBytesAsync(Path.Combine(objects, file + ".bin"), cms);
            }
        }

        byte[] rsaSigned = await TwoDomains.Rsa.SignAsync(Messages.Plain(), AlgorithmProfile.Smime32);
        byte[] rsaEncrypted = await TwoDomains.Rsa.EncryptAsync(rsaSigned);
        await File.WriteAllBytesAsync(Path.Combine(messages, "signed-rsa.eml"), rsaSigned);
        await File.WriteAllBytesAsync(Path.Combine(messages, "encrypted-rsa.eml"), rsaEncrypted);
        await File.WriteAllBytesAsync(Path.Combine(objects, "signed-rsa.bin"), Messages.CmsOf(rsaSigned));
        await File.WriteAllBytesAsync(Path.Combine(objects, "encrypted-rsa.bin"), Messages.CmsOf(rsaEncrypted));

        TestCa root = TestCa.Shared;
        TestCa intermediate = root.Intermediate("Fuzz Intermediate", TestKeyType.P256);
        TestIdentity revoked = intermediate.Issue(TestRole.DomainSigning, "below.acme.example", TestKeyType.P256);
        foreach ((string name, byte[] der) in new[]
        {
            ("anchor", root.Certificate.RawData),
            ("intermediate", intermediate.Certificate.RawData),
            ("domain-signing", TwoDomains.Ec.Signer.Der),
            ("domain-signing-rsa", TwoDomains.Rsa.Signer.Der),
            ("review", TwoDomains.Ec.Reviewer.Der),
            ("confidentiality", TwoDomains.Ec.Authority.Der),
            ("person", root.IssuePerson("alice@acme.example", TestKeyType.P256).Der),
            ("below-intermediate", intermediate.Issue(TestRole.DomainSigning, "partner.example", TestKeyType.P256).Der),
            ("revoked", revoked.Der),
            ("list-empty", root.Crl()),
            ("list", intermediate.Crl(revoked: revoked)),
        })
        {
            await File.WriteAllBytesAsync(Path.Combine(certificates, name + (name.StartsWith("list", StringComparison.Ordinal) ? ".crl" : ".der")), der);
        }

        Export("acme", TwoDomains.Ec.AcmeAuthority);
        Export("partner", TwoDomains.Ec.Authority);
        Export("acme-rsa", TwoDomains.Rsa.AcmeAuthority);
        Export("partner-rsa", TwoDomains.Rsa.Authority);
        Export("signer", TwoDomains.Ec.Signer);

        void Export(string name, TestIdentity identity) => File.WriteAllBytes(Path.Combine(community, name + ".p12"), identity.Certificate.Export(X509ContentType.Pfx, FuzzCommunity.Password));
    }

    private static string Fresh(string folder, string name)
    {
        string path = Path.Combine(folder, name);
        if (Directory.Exists(path))
        {
            Directory.Delete(path, recursive: true);
        }

        return Directory.CreateDirectory(path).FullName;
    }
}
