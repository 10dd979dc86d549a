namespace DomSec.TestKit;

/// <summary>Writes a community folder the way an administrator with OpenSSL would: PEM files, keys beside the certificates.</summary>
public static class CommunityFolder
{
    /// <summary>Writes the folder and gives its path.</summary>
    /// <param name="folder">Where.</param>
    /// <param name="anchors">Trust anchors.</param>
    /// <param name="own">Identities with keys.</param>
    /// <param name="members">Other members' certificates.</param>
    /// <param name="configuration">community.json; null for none.</param>
    public static string Write(TempFolder folder, IEnumerable<TestCa> anchors, IEnumerable<TestIdentity> own, IEnumerable<TestIdentity> members, string? configuration = null)
    {
        foreach ((int index, TestCa anchor) in anchors.Index())
        {
            folder.Write($"community/anchors/root{index}.pem", anchor.Pem);
        }

        foreach ((int index, TestIdentity identity) in own.Index())
        {
            string name = $"community/identities/{identity.Domain}/{TestRoles.NameOf(identity.Role)}-{index}";
            folder.Write(name + ".pem", identity.Pem + string.Concat(identity.Intermediates.Select(certificate => certificate.ExportCertificatePem() + "\n")));
            folder.Write(name + ".key", identity.KeyPem);
        }

        foreach ((int index, TestIdentity identity) in members.Index())
        {
            folder.Write($"community/members/{identity.Domain}/{TestRoles.NameOf(identity.Role)}-{index}.pem", identity.Pem);
        }

        if (configuration is not null)
        {
            folder.Write("community/community.json", configuration);
        }

        return Path.GetDirectoryName(folder.File("community/x"))!;
    }
}
