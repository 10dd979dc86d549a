using System.Diagnostics;
using System.Formats.Asn1;
using System.Net;
using System.Net.Sockets;
using DomSec.Providers;
using DomSec.TestKit;

namespace DomSec.Ldap.Tests;

/// <summary>A copy whose directory crashes, hangs, empties itself or lies, whose file is damaged, and which grows old. What was copied is served; what was never copied is unavailable; nothing becomes "not found".</summary>
public sealed class ReplicaFaultTests(ITestOutputHelper output)
{
    private static readonly MailDomain Fresh = MailDomain.Parse("fresh.example");

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task Another_server_is_followed_within_three_seconds(bool crash)
    {
        using var first = new Slapd();
        using var second = new Slapd(ldif: first.Cat());
        LdapDirectoryOptions options = Replicas.Options(LdapMode.Replica, file: null, first.Tls, second.Tls);

        // The times of the defaults, which are what the promise is made of.
        await using var replica = new LdapReplica(options with { Replica = new LdapReplicaOptions() });
        await replica.IsMemberAsync(Fresh);
        Assert.Equal(first.Tls, replica.Status.Server);
        var watch = Stopwatch.StartNew();
        using IDisposable? hang = crash ? null : first.Hang();
        if (crash)
        {
            first.Kill();
        }

        second.Modify(Replicas.Add("fresh.example"));
        await Replicas.Until(async () =>
        {
            Assert.Equal(LookupState.Found, await replica.IsMemberAsync(Community.Agency));
            return await replica.IsMemberAsync(Fresh) == LookupState.Found;
        });
        output.WriteLine($"fail-over after a {(crash ? "crash" : "hang")}: {watch.ElapsedMilliseconds} ms");
        Assert.True(watch.Elapsed < TimeSpan.FromSeconds(3.5), watch.Elapsed.ToString());
        Assert.Equal(second.Tls, replica.Status.Server);
    }

    [Fact]
    public async Task Idle_timeout_of_the_server_does_not_disturb()
    {
        using var slapd = new Slapd(idleSeconds: 1);
        await using LdapReplica replica = Replicas.Of(LdapMode.Replica, slapd.Tls);
        await replica.IsMemberAsync(Fresh);
        int alarms = 0;
        replica.Alarmed += (_, _) => alarms++;
        await Task.Delay(2500);
        slapd.Modify(Replicas.Add("fresh.example"));
        await Replicas.Until(async () => await replica.IsMemberAsync(Fresh) == LookupState.Found);
        Assert.Equal(0, alarms);
    }

    [Fact]
    public async Task Nobody_there_is_unavailable_in_time_and_found_when_somebody_comes()
    {
        using var blackHole = new TcpListener(IPAddress.Loopback, 0);
        blackHole.Start();
        var silent = new LdapServer(LdapTransport.Tls, "127.0.0.1", ((IPEndPoint)blackHole.LocalEndpoint).Port);
        LdapDirectoryOptions options = Replicas.Options(LdapMode.Replica, file: null, silent) with { LookupTimeout = TimeSpan.FromSeconds(1) };
        await using var replica = new LdapReplica(options);
        var watch = Stopwatch.StartNew();
        CertificateLookup lookup = await replica.FindAsync(Community.Agency, DomainRole.Confidentiality);
        Assert.Equal(LookupState.Unavailable, lookup.State);
        Assert.InRange(watch.Elapsed, TimeSpan.FromMilliseconds(700), TimeSpan.FromMilliseconds(1700));
        Assert.Null(lookup.AsOf);
        await Replicas.Until(() => Task.FromResult(replica.Status.Alarms.Any(each => each.Kind == LdapAlarmKind.NoServer)));

        // Known to fail: nobody waits any more.
        watch.Restart();
        Assert.Equal(LookupState.Unavailable, await replica.IsMemberAsync(Community.Agency));
        Assert.Equal(LookupState.Unavailable, (await replica.FindRecipientAsync("minister@agency.example")).State);
        Assert.True(watch.Elapsed < TimeSpan.FromMilliseconds(300), watch.Elapsed.ToString());
        Assert.Same(TrustMaterial.Empty, replica.Current);
    }

    [Theory]
    [InlineData(LdapMode.Replica)]
    [InlineData(LdapMode.Poll)]
    public async Task Emptied_directory_changes_nothing_until_it_is_accepted(LdapMode mode)
    {
        using var slapd = new Slapd();
        LdapDirectoryOptions options = Replicas.Options(mode, file: null, slapd.Tls);

        // A sentinel that survives, so that the guard alone has to see it.
        await using var replica = new LdapReplica(options with { SentinelName = Slapd.Base });
        Assert.Equal(LookupState.Found, await replica.IsMemberAsync(Community.Agency));
        var told = new List<LdapAlarm>();
        replica.Alarmed += (_, e) => told.Add(e.Alarm);
        slapd.Delete(Slapd.Domains);
        await Replicas.Until(() => Task.FromResult(replica.Status.Alarms.Any(each => each.Kind == LdapAlarmKind.Held)));
        await Task.Delay(600);
        Assert.Equal(LookupState.Found, await replica.IsMemberAsync(Community.Bare));
        int kept = replica.Members.Count(domain => domain.Value.StartsWith('m'));
        Assert.InRange(kept, 40, 45);
        Assert.Contains("vanish at once", replica.Status.Alarms[0].Message, StringComparison.Ordinal);
        Assert.Contains(told, alarm => alarm is { Kind: LdapAlarmKind.Held, IsRaised: true });

        replica.AcceptChanges();
        await Replicas.Until(() => Task.FromResult(replica.Members.Count == 0));
        await Replicas.Until(() => Task.FromResult(replica.Status.Alarms.Count == 0));
        Assert.Equal(LookupState.NotFound, await replica.IsMemberAsync(Community.Bare));
        Assert.Contains(told, alarm => alarm is { Kind: LdapAlarmKind.Held, IsRaised: false });
    }

    [Theory]
    [InlineData(LdapMode.Replica)]
    [InlineData(LdapMode.Poll)]
    public async Task Lost_sentinel_changes_nothing(LdapMode mode)
    {
        using var slapd = new Slapd();
        LdapDirectoryOptions options = Replicas.Options(mode, file: null, slapd.Tls);
        await using var replica = new LdapReplica(options with { SentinelName = $"associatedDomain=m0.example,{Slapd.Domains}" });
        Assert.Equal(LookupState.Found, await replica.IsMemberAsync(Community.Agency));
        slapd.Delete($"associatedDomain=m0.example,{Slapd.Domains}");
        await Replicas.Until(() => Task.FromResult(replica.Status.Alarms.Any(each => each.Kind == LdapAlarmKind.NoServer)));
        Assert.Equal(LookupState.Found, await replica.IsMemberAsync(MailDomain.Parse("m0.example")));
    }

    [Fact]
    public async Task Old_copy_is_served_with_its_age_and_then_not_at_all()
    {
        using var slapd = new Slapd();
        LdapDirectoryOptions options = Replicas.Options(LdapMode.Replica, file: null, slapd.Tls);
        await using var replica = new LdapReplica(options with { Replica = options.Replica with { SoftMaxAge = TimeSpan.FromSeconds(1), HardMaxAge = TimeSpan.FromSeconds(3) } });
        await replica.IsMemberAsync(Fresh);
        slapd.Kill();
        await Replicas.Until(() => Task.FromResult(replica.Status.Alarms.Any(each => each.Kind == LdapAlarmKind.Old)));
        CertificateLookup old = await replica.FindAsync(Community.Agency, DomainRole.Confidentiality);
        Assert.Equal(LookupState.Found, old.State);
        Assert.True(DateTimeOffset.UtcNow - old.AsOf > TimeSpan.FromSeconds(1));
        await Replicas.Until(async () => await replica.IsMemberAsync(Community.Agency) == LookupState.Unavailable);
        Assert.Equal(LookupState.Unavailable, await replica.IsMemberAsync(Community.Stranger));
        Assert.Equal(LookupState.Unavailable, (await replica.FindAsync(Community.Agency, DomainRole.Confidentiality)).State);
        slapd.Start();
        await Replicas.Until(async () => await replica.IsMemberAsync(Community.Agency) == LookupState.Found);
        Assert.DoesNotContain(replica.Status.Alarms, each => each.Kind is LdapAlarmKind.Old or LdapAlarmKind.Expired);
    }

    [Theory]
    [InlineData("cut")]
    [InlineData("flipped")]
    [InlineData("longer")]
    [InlineData("empty")]
    [InlineData("other options")]
    [InlineData("half a new one beside it")]
    public async Task Damaged_file_is_not_used_and_everything_is_read_anew(string damage)
    {
        using var slapd = new Slapd();
        using var folder = new TempFolder();
        string file = Path.Combine(folder.Path, "copy");
        LdapDirectoryOptions options = Replicas.Options(LdapMode.Replica, file, slapd.Tls);
        await using (var first = new LdapReplica(options))
        {
            await first.IsMemberAsync(Fresh);
        }

        byte[] octets = File.ReadAllBytes(file);
        slapd.Kill();
        switch (damage)
        {
            case "cut":
                File.WriteAllBytes(file, octets[..(octets.Length / 2)]);
                break;
            case "flipped":
                octets[octets.Length / 2] ^= 1;
                File.WriteAllBytes(file, octets);
                break;
            case "longer":
                File.WriteAllBytes(file, [.. octets, 0]);
                break;
            case "empty":
                File.WriteAllBytes(file, []);
                break;
            case "other options":
                options = options with { RecipientLookup = false };
                break;
            default:
                File.WriteAllBytes(file + ".new", octets[..100]);
                break;
        }

        bool good = damage.StartsWith("half", StringComparison.Ordinal);
        await using var second = new LdapReplica(options);
        Assert.Equal(good ? LookupState.Found : LookupState.Unavailable, await second.IsMemberAsync(Community.Agency));
        Assert.Equal(!good, second.Status.Alarms.Any(each => each.Kind == LdapAlarmKind.SnapshotUnusable));
        slapd.Start();
        await Replicas.Until(async () => await second.IsMemberAsync(Community.Agency) == LookupState.Found);
        await Replicas.Until(() => Task.FromResult(second.Status.Alarms.Count == 0));
    }

    public static TheoryData<string> Attacks =>
        ["entry without state", "state 9", "short uuid", "present unknown", "unknown info", "set with short uuid", "refresh required", "done without control", "bind response", "endless entries", "nothing", "trailing"];

    [Theory]
    [MemberData(nameof(Attacks))]
    public async Task Hostile_synchronization_is_unavailable(string attack)
    {
        await using var server = new HostileServer(id => Answer(attack, id)) { RightSearches = 2 };
        LdapDirectoryOptions options = Replicas.Options(LdapMode.Replica, file: null, server.Address) with { ServerTimeout = TimeSpan.FromSeconds(1), LookupTimeout = TimeSpan.FromSeconds(2) };
        await using var replica = new LdapReplica(options with { Replica = options.Replica with { MaxEntries = 100, RefreshTimeout = TimeSpan.FromSeconds(1) } });
        var watch = Stopwatch.StartNew();
        Assert.Equal(LookupState.Unavailable, await replica.IsMemberAsync(Community.Agency));
        Assert.Equal(LookupState.Unavailable, (await replica.FindAsync(Community.Agency, DomainRole.Confidentiality)).State);
        Assert.True(watch.Elapsed < TimeSpan.FromSeconds(4.5), watch.Elapsed.ToString());
        Assert.Null(replica.Status.AsOf);
    }

    private static byte[]? Answer(string attack, int id)
    {
        byte[] uuid = new byte[16];
        return attack switch
        {
            "entry without state" => HostileServer.Entry(id, Slapd.Domains),
            "state 9" => Entry(id, State(9, uuid)),
            "short uuid" => Entry(id, State(1, new byte[15])),
            "present unknown" => Entry(id, State(0, uuid)),
            "unknown info" => Info(id, w => w.WriteOctetString([1], new Asn1Tag(TagClass.ContextSpecific, 7))),
            "set with short uuid" => Info(id, w =>
            {
                using (w.PushSequence(new Asn1Tag(TagClass.ContextSpecific, 3)))
                using (w.PushSetOf())
                {
                    w.WriteOctetString([1, 2, 3]);
                }
            }),
            "refresh required" => HostileServer.Message(id, w =>
            {
                using (w.PushSequence(new Asn1Tag(TagClass.Application, 5)))
                {
                    w.WriteEncodedValue([0x0A, 2, 0x10, 0]);
                    w.WriteOctetString([]);
                    w.WriteOctetString([]);
                }
            }),
            "done without control" => HostileServer.Done(id),
            "bind response" => HostileServer.Result(id, 1, 0),
            "endless entries" => [.. Enumerable.Range(0, 200).SelectMany(i => Entry(id, State(1, [.. new byte[12], .. BitConverter.GetBytes(i)])))],
            "trailing" => Entry(id, [.. State(1, uuid), 5, 0]),
            _ => null,
        };
    }

    private static byte[] State(int state, byte[] uuid)
    {
        var writer = new AsnWriter(AsnEncodingRules.BER);
        using (writer.PushSequence())
        {
            writer.WriteEncodedValue([0x0A, 1, (byte)state]);
            writer.WriteOctetString(uuid);
        }

        return writer.Encode();
    }

    private static byte[] Info(int id, Action<AsnWriter> value) => HostileServer.Message(id, writer =>
    {
        var info = new AsnWriter(AsnEncodingRules.BER);
        value(info);
        using (writer.PushSequence(new Asn1Tag(TagClass.Application, 25)))
        {
            writer.WriteOctetString("1.3.6.1.4.1.4203.1.9.1.4"u8, new Asn1Tag(TagClass.ContextSpecific, 0));
            writer.WriteOctetString(info.Encode(), new Asn1Tag(TagClass.ContextSpecific, 1));
        }
    });

    private static byte[] Entry(int id, byte[] state) => HostileServer.Message(id, writer =>
    {
        using (writer.PushSequence(new Asn1Tag(TagClass.Application, 4)))
        {
            writer.WriteOctetString("cn=x"u8);
            using (writer.PushSequence())
            {
            }
        }

        using (writer.PushSequence(new Asn1Tag(TagClass.ContextSpecific, 0)))
        using (writer.PushSequence())
        {
            writer.WriteOctetString("1.3.6.1.4.1.4203.1.9.1.2"u8);
            writer.WriteOctetString(state);
        }
    });
}
