using System.Diagnostics;
using System.Globalization;
using System.Text;
using DomSec.Ldap.Protocol;
using DomSec.Ldap.Replication;
using DomSec.Providers;
using DomSec.TestKit;

namespace DomSec.Ldap.Tests;

/// <summary>A copy that follows a real slapd by synchronization and by polling: what changes, restarts, cookies of every kind, servers that lag.</summary>
public sealed class ReplicaTests(ITestOutputHelper output)
{
    private static readonly MailDomain Fresh = MailDomain.Parse("fresh.example");

    [Theory]
    [InlineData(LdapMode.Replica)]
    [InlineData(LdapMode.Poll)]
    public async Task Adds_changes_renames_and_deletes_are_followed(LdapMode mode)
    {
        using var slapd = new Slapd();
        await using LdapReplica replica = Replicas.Of(mode, slapd.Tls);
        Assert.Equal(LookupState.NotFound, await replica.IsMemberAsync(Fresh));
        var watch = Stopwatch.StartNew();
        slapd.Modify(Replicas.Add("fresh.example"));
        TimeSpan tool = watch.Elapsed;
        await Replicas.Until(async () => await replica.IsMemberAsync(Fresh) == LookupState.Found);
        output.WriteLine($"{mode}: an addition is seen {(watch.Elapsed - tool).TotalMilliseconds:F0} ms after ldapmodify ended");

        slapd.Modify($"dn: associatedDomain=fresh.example,{Slapd.Domains}\nchangetype: modify\nadd: associatedDomain\nassociatedDomain: also.example\n");
        await Replicas.Until(async () => await replica.IsMemberAsync(MailDomain.Parse("also.example")) == LookupState.Found);
        slapd.Modify($"dn: cn=domain-signing-authority,associatedDomain=agency.example,{Slapd.Domains}\nchangetype: modify\nreplace: mail\nmail: domain-signing-authority@fresh.example\n");
        await Replicas.Until(async () => (await replica.FindAsync(Fresh, DomainRole.DomainSigning)).State == LookupState.Found);
        Assert.Equal(LookupState.NotFound, (await replica.FindAsync(Community.Agency, DomainRole.DomainSigning)).State);
        slapd.Modify($"dn: associatedDomain=fresh.example,{Slapd.Domains}\nchangetype: modrdn\nnewrdn: associatedDomain=renamed.example\ndeleteoldrdn: 1\n");
        await Replicas.Until(async () => await replica.IsMemberAsync(MailDomain.Parse("renamed.example")) == LookupState.Found);
        Assert.Equal(LookupState.NotFound, await replica.IsMemberAsync(Fresh));
        slapd.Delete($"associatedDomain=renamed.example,{Slapd.Domains}");
        await Replicas.Until(async () => await replica.IsMemberAsync(MailDomain.Parse("renamed.example")) == LookupState.NotFound);
        Assert.Empty(replica.Status.Alarms);
        Assert.InRange(DateTimeOffset.UtcNow - (await replica.FindAsync(Community.Agency, DomainRole.Confidentiality)).AsOf!.Value, TimeSpan.Zero, TimeSpan.FromSeconds(2));
    }

    [Theory]
    [InlineData(LdapMode.Replica)]
    [InlineData(LdapMode.Poll)]
    public async Task Trust_material_is_the_directory_s_and_the_same_object_until_it_changes(LdapMode mode)
    {
        using var slapd = new Slapd();
        await using LdapReplica replica = Replicas.Of(mode, slapd.Tls);
        await replica.IsMemberAsync(Fresh);
        TrustMaterial material = replica.Current;
        Assert.Empty(material.Anchors);
        Assert.Equal([TestCa.Shared.Certificate.RawData], material.Intermediates.Select(each => each.ToArray()));
        Assert.Equal([Community.RevocationList], material.RevocationLists.Select(each => each.ToArray()));
        var own = new MemoryCommunity().AddAnchor(TestCa.Shared.Certificate);
        var both = new LdapTrustStore(own, replica);
        Assert.Equal(own.Current.Anchors, both.Current.Anchors);
        Assert.Single(both.Current.RevocationLists);
        Assert.Same(both.Current, both.Current);

        slapd.Modify(Replicas.Add("fresh.example"));
        await Replicas.Until(async () => await replica.IsMemberAsync(Fresh) == LookupState.Found);
        Assert.Same(material, replica.Current);
        slapd.Modify($"dn: {Slapd.Issuer}\nchangetype: modify\nreplace: certificateRevocationList;binary\ncertificateRevocationList;binary:: {Convert.ToBase64String(TestCa.Shared.Crl(number: 2))}\n");
        await Replicas.Until(() => Task.FromResult(!ReferenceEquals(material, replica.Current)));
        Assert.Single(replica.Current.RevocationLists);
    }

    [Theory]
    [InlineData(LdapMode.Replica)]
    [InlineData(LdapMode.Poll)]
    public async Task Restart_serves_the_file_and_catches_up(LdapMode mode)
    {
        using var slapd = new Slapd();
        using var folder = new TempFolder();
        string file = Path.Combine(folder.Path, "copy");
        await using (LdapReplica first = Replicas.Of(mode, file, slapd.Tls))
        {
            Assert.Equal(LookupState.Found, await first.IsMemberAsync(Community.Agency));
        }

        slapd.Modify(Replicas.Add("fresh.example"));
        slapd.Delete($"associatedDomain=m7.example,{Slapd.Domains}");
        slapd.Kill();
        await using LdapReplica second = Replicas.Of(mode, file, slapd.Tls);
        CertificateLookup kept = await second.FindAsync(Community.Agency, DomainRole.Confidentiality);
        Assert.Equal([Community.Newer, Community.Older], kept.Ders());
        Assert.NotNull(kept.AsOf);
        Assert.Equal(LookupState.Found, await second.IsMemberAsync(MailDomain.Parse("m7.example")));
        slapd.Start();
        await Replicas.Until(async () => await second.IsMemberAsync(Fresh) == LookupState.Found);
        Assert.Equal(LookupState.NotFound, await second.IsMemberAsync(MailDomain.Parse("m7.example")));
        if (!OperatingSystem.IsWindows())
        {
            Assert.Equal(UnixFileMode.UserRead | UnixFileMode.UserWrite, File.GetUnixFileMode(file));
        }
    }

    [Theory]
    [InlineData("rid=000,csn=20000101000000.000000Z#000000#000#000000")]
    [InlineData("garbage")]
    [InlineData("rid=000,csn=rubbish")]
    [InlineData("")]
    public async Task Cookies_ancient_garbage_and_empty_give_the_whole_content(string cookie)
    {
        using var slapd = new Slapd();
        using var folder = new TempFolder();
        string file = Path.Combine(folder.Path, "copy");
        LdapDirectoryOptions options = Replicas.Options(LdapMode.Replica, file, slapd.Tls);
        await using (var first = new LdapReplica(options))
        {
            Assert.Equal(LookupState.Found, await first.IsMemberAsync(Community.Agency));
        }

        var schema = new ReplicaSchema(options, Microsoft.Extensions.Logging.Abstractions.NullLogger.Instance);
        var snapshot = new SnapshotFile(file, schema.Fingerprint, options.Replica);
        ReplicaState state = snapshot.Read(group: null)!.Value.State;
        Assert.Contains("csn=", Encoding.UTF8.GetString(state.Cookie), StringComparison.Ordinal);
        snapshot.Write(state with { Cookie = Encoding.UTF8.GetBytes(cookie) }, DateTimeOffset.UtcNow);
        slapd.Modify(Replicas.Add("fresh.example"));
        slapd.Delete($"associatedDomain=m7.example,{Slapd.Domains}");
        await using var second = new LdapReplica(options);
        await Replicas.Until(async () => await second.IsMemberAsync(Fresh) == LookupState.Found);
        Assert.Equal(LookupState.NotFound, await second.IsMemberAsync(MailDomain.Parse("m7.example")));
        Assert.Equal(LookupState.Found, await second.IsMemberAsync(MailDomain.Parse("m8.example")));
        Assert.Equal([Community.Newer, Community.Older], (await second.FindAsync(Community.Agency, DomainRole.Confidentiality)).Ders());
    }

    [Theory]
    [InlineData(LdapMode.Replica)]
    [InlineData(LdapMode.Poll)]
    public async Task Lagging_server_rolls_nothing_back(LdapMode mode)
    {
        using var ahead = new Slapd();
        using var behind = new Slapd(ldif: ahead.Cat());
        ahead.Modify(Replicas.Add("fresh.example"));
        await using LdapReplica replica = Replicas.Of(mode, ahead.Tls, behind.Tls);
        Assert.Equal(LookupState.Found, await replica.IsMemberAsync(Fresh));
        ahead.Kill();
        await Replicas.Until(() => Task.FromResult(replica.Status.Alarms.Any(each => each.Kind == LdapAlarmKind.Lagging)));
        Assert.Equal(LookupState.Found, await replica.IsMemberAsync(Fresh));
        ahead.Start();
        await Replicas.Until(() => Task.FromResult(replica.Status.Server == ahead.Tls));
        Assert.Empty(replica.Status.Alarms);
    }

    [Fact]
    public async Task Lagging_server_says_53_itself()
    {
        using var ahead = new Slapd();
        using var behind = new Slapd(ldif: ahead.Cat());
        ahead.Modify(Replicas.Add("fresh.example"));
        using var folder = new TempFolder();
        string file = Path.Combine(folder.Path, "copy");
        LdapDirectoryOptions options = Replicas.Options(LdapMode.Replica, file, ahead.Tls);
        await using (var first = new LdapReplica(options))
        {
            Assert.Equal(LookupState.Found, await first.IsMemberAsync(Fresh));
        }

        // Without our own mark, so that the server's answer alone is what stops it.
        var schema = new ReplicaSchema(options, Microsoft.Extensions.Logging.Abstractions.NullLogger.Instance);
        var snapshot = new SnapshotFile(file, schema.Fingerprint, options.Replica);
        snapshot.Write(snapshot.Read(group: null)!.Value.State with { Mark = CsnMark.None }, DateTimeOffset.UtcNow);
        await using var second = new LdapReplica(options with { Servers = [behind.Tls] });
        await Replicas.Until(() => Task.FromResult(second.Status.Alarms.Any(each => each.Kind == LdapAlarmKind.Lagging)));
        Assert.Contains("(53)", second.Status.Alarms[0].Message, StringComparison.Ordinal);
        Assert.Equal(LookupState.Found, await second.IsMemberAsync(Fresh));

        // A person says that the older state is the right one, as after a restored backup.
        second.AcceptChanges();
        await Replicas.Until(async () => await second.IsMemberAsync(Fresh) == LookupState.NotFound);
        Assert.Empty(second.Status.Alarms);
    }

    [Fact]
    public async Task Server_without_synchronization_is_polled()
    {
        using var slapd = new Slapd(synchronizes: false);
        await using LdapReplica replica = Replicas.Of(LdapMode.Replica, slapd.Tls);
        Assert.Equal(LookupState.Found, await replica.IsMemberAsync(Community.Agency));
        Assert.Equal(LdapAlarmKind.SyncRefused, Assert.Single(replica.Status.Alarms).Kind);
        slapd.Modify(Replicas.Add("fresh.example"));
        await Replicas.Until(async () => await replica.IsMemberAsync(Fresh) == LookupState.Found);
    }

    [Fact]
    public async Task Group_names_the_members()
    {
        string group = $"cn=members,{Slapd.Base}";
        string entry = $"dn: {group}\nobjectClass: groupOfNames\ncn: members\nmember: associatedDomain=agency.example,{Slapd.Domains}\n\n";
        using var slapd = new Slapd(ldif: Community.Ldif + entry);
        LdapDirectoryOptions options = Replicas.Options(LdapMode.Replica, file: null, slapd.Tls);
        await using var replica = new LdapReplica(options with { Replica = options.Replica with { MembershipGroup = group } });
        Assert.Equal(LookupState.Found, await replica.IsMemberAsync(Community.Agency));
        Assert.Equal(LookupState.Found, await replica.IsMemberAsync(Community.Alias));
        Assert.Equal(LookupState.NotFound, await replica.IsMemberAsync(MailDomain.Parse("m1.example")));
        slapd.Modify($"dn: {group}\nchangetype: modify\nadd: member\nmember: AssociatedDomain=m1.example, OU=domains,{Slapd.Base}\n");
        await Replicas.Until(async () => await replica.IsMemberAsync(MailDomain.Parse("m1.example")) == LookupState.Found);
    }

    [Fact]
    public async Task Large_community_is_looked_up_without_waiting()
    {
        var text = new StringBuilder(Community.Ldif);
        for (int i = 0; i < 3000; i++)
        {
            text.Append(CultureInfo.InvariantCulture, $"dn: associatedDomain=l{i}.example,{Slapd.Domains}\nobjectClass: organization\nobjectClass: domainRelatedObject\no: L\nassociatedDomain: l{i}.example\n\n");
        }

        using var slapd = new Slapd(ldif: text.ToString());
        var watch = Stopwatch.StartNew();
        await using LdapReplica replica = Replicas.Of(LdapMode.Replica, slapd.Tls);
        Assert.Equal(LookupState.Found, await replica.IsMemberAsync(MailDomain.Parse("l2999.example")));
        output.WriteLine($"{replica.Status.Entries} entries copied in {watch.ElapsedMilliseconds} ms");
        watch.Restart();
        const int Count = 200_000;
        for (int i = 0; i < Count; i++)
        {
            await replica.FindAsync(Community.Agency, DomainRole.Confidentiality);
        }

        output.WriteLine($"{Count / watch.Elapsed.TotalSeconds:F0} look-ups a second");
    }
}
