using System.Diagnostics;

namespace DomSec.Ldap.Tests;

/// <summary>Copies of the test directories, with times short enough for tests.</summary>
internal static class Replicas
{
    public static LdapDirectoryOptions Options(LdapMode mode, string? file, params LdapServer[] servers) => Community.Options(servers) with
    {
        Mode = mode,
        Replica = new LdapReplicaOptions
        {
            SnapshotFile = file,
            SnapshotInterval = TimeSpan.Zero,
            PollInterval = TimeSpan.FromMilliseconds(150),
            SweepInterval = TimeSpan.FromMilliseconds(300),
            HeartbeatInterval = TimeSpan.FromMilliseconds(300),
        },
    };

    public static LdapReplica Of(LdapMode mode, params LdapServer[] servers) => new(Options(mode, file: null, servers));

    public static LdapReplica Of(LdapMode mode, string file, params LdapServer[] servers) => new(Options(mode, file, servers));

    public static string Add(string domain) =>
        $"dn: associatedDomain={domain},{Slapd.Domains}\nchangetype: add\nobjectClass: organization\nobjectClass: domainRelatedObject\no: F\nassociatedDomain: {domain}\n";

    public static async Task Until(Func<Task<bool>> holds)
    {
        var watch = Stopwatch.StartNew();
        while (!await holds())
        {
            Assert.True(watch.Elapsed < TimeSpan.FromSeconds(10), "it does not come to hold");
            await Task.Delay(5);
        }
    }
}
