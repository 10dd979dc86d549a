using System.Diagnostics;
using System.Net;
using System.Net.Sockets;
using DomSec.Providers;

namespace DomSec.Ldap.Tests;

/// <summary>A real slapd that crashes, hangs, loses its entries or shows the wrong certificate. Every fault is "unavailable", in time; and with a second server it is not seen at all.</summary>
public sealed class FaultTests(ITestOutputHelper output)
{
    private static readonly TimeSpan FailOver = TimeSpan.FromSeconds(3);

    [Theory]
    [InlineData(LdapTransport.Tls)]
    [InlineData(LdapTransport.StartTls)]
    public async Task Certificate_for_another_name_is_unavailable_with_its_reason(LdapTransport transport)
    {
        using var slapd = new Slapd(DirectoryCertificates.Shared.WrongName);
        await using LdapDirectory directory = Community.Directory(Of(slapd, transport));
        CertificateLookup lookup = await directory.Confidentiality(Community.Agency);
        Assert.Equal(LookupState.Unavailable, lookup.State);
        Assert.Contains("other.test", lookup.Source, StringComparison.Ordinal);

        await using LdapDirectory told = Community.Directory(Of(slapd, transport) with { CertificateName = "other.test" });
        Assert.Equal(LookupState.Found, (await told.Confidentiality(Community.Agency)).State);
    }

    [Theory]
    [InlineData(LdapTransport.Tls)]
    [InlineData(LdapTransport.StartTls)]
    public async Task Certificate_of_another_authority_is_unavailable(LdapTransport transport)
    {
        using var slapd = new Slapd();
        await using var directory = new LdapDirectory(Community.Options(Of(slapd, transport)) with { TrustedRoots = [DirectoryCertificates.Rogue.Ca] });
        CertificateLookup lookup = await directory.Confidentiality(Community.Agency);
        Assert.Equal(LookupState.Unavailable, lookup.State);
        Assert.Contains("certificate is not accepted", lookup.Source, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Nobody_listening_is_unavailable_at_once()
    {
        await using LdapDirectory directory = Community.Directory(new LdapServer(LdapTransport.Tls, "127.0.0.1", Slapd.FreePort()), new LdapServer(LdapTransport.LocalSocket, "/nonexistent/ldapi", 0));
        (CertificateLookup lookup, TimeSpan time) = await Time(directory);
        Assert.Equal(LookupState.Unavailable, lookup.State);
        Assert.True(time < TimeSpan.FromSeconds(1), time.ToString());
        Assert.Contains("cannot connect", lookup.Source, StringComparison.Ordinal);
        Assert.Equal(LookupState.Unavailable, await directory.IsMemberAsync(Community.Agency));
        Assert.Equal(LookupState.Unavailable, (await directory.FindRecipientAsync("minister@agency.example")).State);
        Assert.Equal(LookupState.Unavailable, (await directory.FindIssuerAsync()).State);
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task Server_that_hangs_is_unavailable_within_the_deadline_and_comes_back(bool connected)
    {
        using var slapd = new Slapd();
        await using LdapDirectory directory = Community.Directory(slapd.Tls);
        if (connected)
        {
            Assert.Equal(LookupState.Found, (await directory.Confidentiality(Community.Agency)).State);
        }

        using (slapd.Hang())
        {
            (CertificateLookup lookup, TimeSpan time) = await Time(directory);
            Assert.Equal(LookupState.Unavailable, lookup.State);
            Assert.InRange(time, TimeSpan.FromSeconds(1.8), TimeSpan.FromSeconds(2.8));
        }

        await Task.Delay(300);
        Assert.Equal(LookupState.Found, (await directory.Confidentiality(Community.Agency)).State);
    }

    [Fact]
    public async Task Server_that_hangs_in_the_middle_of_start_tls_costs_no_more_than_its_time()
    {
        using var slapd = new Slapd();
        await using LdapDirectory directory = Community.Directory(slapd.StartTls);
        using (slapd.Hang())
        {
            (CertificateLookup lookup, TimeSpan time) = await Time(directory);
            Assert.Equal(LookupState.Unavailable, lookup.State);
            Assert.InRange(time, TimeSpan.FromSeconds(1.8), TimeSpan.FromSeconds(2.8));
        }
    }

    [Fact]
    public async Task Black_hole_costs_no_more_than_its_time()
    {
        // A listener that accepts nobody, with a full backlog: further connections get no answer at all.
        using var listener = new Socket(AddressFamily.InterNetwork, SocketType.Stream, ProtocolType.Tcp);
        listener.Bind(new IPEndPoint(IPAddress.Loopback, 0));
        listener.Listen(0);
        int port = ((IPEndPoint)listener.LocalEndPoint!).Port;
        List<Socket> fill = [];
        try
        {
            for (int i = 0; i < 8; i++)
            {
                var socket = new Socket(AddressFamily.InterNetwork, SocketType.Stream, ProtocolType.Tcp) { Blocking = false };
                fill.Add(socket);
                try
                {
                    socket.Connect(IPAddress.Loopback, port);
                }
                catch (SocketException e) when (e.SocketErrorCode is SocketError.WouldBlock or SocketError.InProgress)
                {
                    // As wanted.
                }
            }

            await Task.Delay(100);
            foreach (LdapTransport transport in new[] { LdapTransport.Tls, LdapTransport.StartTls })
            {
                await using var directory = new LdapDirectory(Community.Options(new LdapServer(transport, "127.0.0.1", port)) with { ServerTimeout = TimeSpan.FromSeconds(1) });
                (CertificateLookup lookup, TimeSpan time) = await Time(directory);
                Assert.Equal(LookupState.Unavailable, lookup.State);
                Assert.InRange(time, TimeSpan.FromSeconds(0.9), TimeSpan.FromSeconds(1.8));
            }
        }
        finally
        {
            fill.ForEach(socket => socket.Dispose());
        }
    }

    [Fact]
    public async Task Whole_look_up_keeps_its_deadline_when_all_servers_hang()
    {
        using var first = new Slapd();
        using var second = new Slapd();
        using IDisposable one = first.Hang();
        using IDisposable two = second.Hang();
        await using var directory = new LdapDirectory(Community.Options(first.Tls, second.StartTls, first.StartTls, second.Tls, first.Local) with { LookupTimeout = TimeSpan.FromSeconds(2.5), ServerTimeout = TimeSpan.FromSeconds(1) });
        (CertificateLookup lookup, TimeSpan time) = await Time(directory);
        Assert.Equal(LookupState.Unavailable, lookup.State);
        Assert.InRange(time, TimeSpan.FromSeconds(2.3), TimeSpan.FromSeconds(3.2));
    }

    [Fact]
    public async Task Crash_is_unavailable_and_a_restart_is_found_again_with_a_bind()
    {
        using var slapd = new Slapd();
        await using LdapDirectory directory = Community.Directory(slapd.Tls);
        Assert.Equal(LookupState.Found, (await directory.Confidentiality(Community.Agency)).State);
        slapd.Kill();
        (CertificateLookup lookup, TimeSpan time) = await Time(directory);
        Assert.Equal(LookupState.Unavailable, lookup.State);
        Assert.True(time < TimeSpan.FromSeconds(1), time.ToString());
        slapd.Start();
        await Task.Delay(300);

        // Anonymous, the directory would answer 32: found says that it was bound again.
        Assert.Equal(LookupState.Found, (await directory.Confidentiality(Community.Agency)).State);
    }

    [Fact]
    public async Task Connection_that_the_server_ended_for_idling_is_replaced_without_a_fault()
    {
        using var slapd = new Slapd(idleSeconds: 1);
        await using LdapDirectory directory = Community.Directory(slapd.Tls);
        Assert.Equal(LookupState.Found, (await directory.Confidentiality(Community.Agency)).State);
        await Task.Delay(TimeSpan.FromSeconds(3));
        CertificateLookup lookup = await directory.Confidentiality(Community.Agency);
        Assert.True(lookup.State == LookupState.Found, lookup.Source);
    }

    [Fact]
    public async Task Directory_emptied_under_an_open_connection_is_unavailable()
    {
        using var slapd = new Slapd();
        await using LdapDirectory directory = Community.Directory(slapd.Tls);
        Assert.Equal(LookupState.Found, await directory.IsMemberAsync(Community.Agency));
        Assert.Equal(LookupState.NotFound, await directory.IsMemberAsync(Community.Stranger));
        slapd.Delete(Slapd.Domains);
        Assert.Equal(LookupState.Unavailable, await directory.IsMemberAsync(Community.Agency));
        Assert.Equal(LookupState.Unavailable, (await directory.Confidentiality(Community.Agency)).State);
        Assert.Equal(LookupState.Unavailable, (await directory.FindRecipientAsync("minister@agency.example")).State);
    }

    [Fact]
    public async Task Members_lost_below_the_base_are_seen_by_the_sentinel()
    {
        using var slapd = new Slapd();
        await using var directory = new LdapDirectory(Community.Options(slapd.Tls) with { SentinelName = "associatedDomain=m0.example," + Slapd.Domains });
        Assert.Equal(LookupState.NotFound, await directory.IsMemberAsync(Community.Stranger));
        slapd.Delete("associatedDomain=agency.example," + Slapd.Domains);
        Assert.Equal(LookupState.NotFound, await directory.IsMemberAsync(Community.Agency));
        slapd.Delete("associatedDomain=m0.example," + Slapd.Domains);
        Assert.Equal(LookupState.Unavailable, await directory.IsMemberAsync(Community.Agency));
    }

    [Fact]
    public async Task Rights_taken_away_are_unavailable()
    {
        using var slapd = new Slapd(ldif: Community.Ldif);
        await using var directory = new LdapDirectory(Community.Options(slapd.Tls) with { Authentication = LdapAuthentication.Simple, BindName = Slapd.Simple, Password = Slapd.SimplePassword });
        Assert.Equal(LookupState.Found, await directory.IsMemberAsync(Community.Agency));
        slapd.Modify($"dn: {Slapd.Simple}\nchangetype: modify\nreplace: userPassword\nuserPassword: changed\n");
        slapd.Kill();
        slapd.Start();
        Assert.Equal(LookupState.Unavailable, await directory.IsMemberAsync(Community.Agency));
    }

    [Fact]
    public async Task Second_server_answers_after_a_crash_of_the_first()
    {
        using var first = new Slapd();
        using var second = new Slapd();
        await using LdapDirectory directory = Community.Directory(first.Tls, second.Tls);
        Assert.Equal(first.Tls.ToString(), (await directory.Confidentiality(Community.Agency)).Source);
        first.Kill();
        (CertificateLookup lookup, TimeSpan time) = await Time(directory);
        output.WriteLine($"fail-over after a crash: {time.TotalMilliseconds:F0} ms");
        Assert.Equal((LookupState.Found, second.Tls.ToString()), (lookup.State, lookup.Source));
        Assert.True(time < FailOver, time.ToString());

        // The preferred one is taken back without a look-up waiting for it.
        first.Start();
        var watch = Stopwatch.StartNew();
        string source = "";
        while (source != first.Tls.ToString() && watch.Elapsed < TimeSpan.FromSeconds(5))
        {
            (lookup, time) = await Time(directory);
            Assert.Equal(LookupState.Found, lookup.State);
            Assert.True(time < TimeSpan.FromSeconds(1), time.ToString());
            source = lookup.Source;
            await Task.Delay(20);
        }

        Assert.Equal(first.Tls.ToString(), source);
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task Second_server_answers_when_the_first_hangs(bool connected)
    {
        using var first = new Slapd();
        using var second = new Slapd();
        await using LdapDirectory directory = Community.Directory(first.Tls, second.Tls);
        if (connected)
        {
            Assert.Equal(first.Tls.ToString(), (await directory.Confidentiality(Community.Agency)).Source);
        }

        using IDisposable hang = first.Hang();
        (CertificateLookup lookup, TimeSpan time) = await Time(directory);
        output.WriteLine($"fail-over after a hang, {(connected ? "connected" : "not connected")}: {time.TotalMilliseconds:F0} ms");
        Assert.Equal((LookupState.Found, second.Tls.ToString()), (lookup.State, lookup.Source));
        Assert.True(time < FailOver, time.ToString());

        // While it hangs, nobody waits for it again, though it is tried again and again.
        for (int i = 0; i < 30; i++)
        {
            (lookup, time) = await Time(directory);
            Assert.Equal(LookupState.Found, lookup.State);
            Assert.True(time < TimeSpan.FromMilliseconds(1000), time.ToString());
            await Task.Delay(20);
        }
    }

    [Fact]
    public async Task Second_server_answers_when_the_first_lost_its_entries()
    {
        using var first = new Slapd();
        using var second = new Slapd();
        await using LdapDirectory directory = Community.Directory(first.Tls, second.Tls);
        first.Delete(Slapd.Domains);
        CertificateLookup lookup = await directory.Confidentiality(Community.Agency);
        Assert.Equal((LookupState.Found, second.Tls.ToString()), (lookup.State, lookup.Source));
    }

    [Fact]
    public async Task Cancelling_ends_the_waiting_at_once()
    {
        using var slapd = new Slapd();
        await using LdapDirectory directory = Community.Directory(slapd.Tls);
        using IDisposable hang = slapd.Hang();
        using var cancel = new CancellationTokenSource(TimeSpan.FromMilliseconds(300));
        var watch = Stopwatch.StartNew();
        await Assert.ThrowsAnyAsync<OperationCanceledException>(async () => await directory.FindAsync(Community.Agency, DomainRole.Confidentiality, cancel.Token));
        Assert.True(watch.Elapsed < TimeSpan.FromSeconds(1), watch.Elapsed.ToString());
    }

    private static LdapServer Of(Slapd slapd, LdapTransport transport) => transport == LdapTransport.Tls ? slapd.Tls : slapd.StartTls;

    private static async Task<(CertificateLookup Lookup, TimeSpan Time)> Time(LdapDirectory directory)
    {
        var watch = Stopwatch.StartNew();
        CertificateLookup lookup = await directory.Confidentiality(Community.Agency).AsTask().WaitAsync(TimeSpan.FromSeconds(20));
        return (lookup, watch.Elapsed);
    }
}
