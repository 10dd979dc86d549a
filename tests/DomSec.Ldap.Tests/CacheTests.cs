using DomSec.Ldap.Protocol;
using DomSec.Providers;
using Microsoft.Extensions.Time.Testing;

namespace DomSec.Ldap.Tests;

/// <summary>What is remembered, for how long, and what is not.</summary>
public sealed class CacheTests
{
    private readonly FakeTimeProvider _time = new(new DateTimeOffset(2026, 11, 24, 0, 0, 0, TimeSpan.Zero));

    [Fact]
    public async Task Found_is_remembered_for_its_time()
    {
        var session = new FakeSession(_ => FakeSession.One);
        await using LdapDirectory directory = Directory(session);
        for (int i = 0; i < 3; i++)
        {
            Assert.Equal(LookupState.Found, await directory.IsMemberAsync(Community.Agency));
        }

        Assert.Equal(1, session.Searches);
        _time.Advance(TimeSpan.FromSeconds(299));
        await directory.IsMemberAsync(Community.Agency);
        Assert.Equal(1, session.Searches);
        _time.Advance(TimeSpan.FromSeconds(2));
        await directory.IsMemberAsync(Community.Agency);
        Assert.Equal(2, session.Searches);
    }

    [Fact]
    public async Task Not_found_is_remembered_for_a_shorter_time_and_can_be_forgotten()
    {
        bool joined = false;
        var session = new FakeSession(_ => joined ? FakeSession.One : FakeSession.Nothing);
        await using LdapDirectory directory = Directory(session);
        Assert.Equal(LookupState.NotFound, await directory.IsMemberAsync(Community.Agency));
        joined = true;
        Assert.Equal(LookupState.NotFound, await directory.IsMemberAsync(Community.Agency));
        _time.Advance(TimeSpan.FromSeconds(61));
        Assert.Equal(LookupState.Found, await directory.IsMemberAsync(Community.Agency));
        Assert.Equal(2, session.Searches);
        joined = false;
        directory.Forget();
        Assert.Equal(LookupState.NotFound, await directory.IsMemberAsync(Community.Agency));
    }

    [Fact]
    public async Task Unavailable_is_never_remembered()
    {
        bool broken = true;
        var session = new FakeSession(_ => broken ? new LdapSearchResult(new LdapResult(LdapResultCode.Busy, ""), [], 0) : FakeSession.One);
        await using LdapDirectory directory = Directory(session);
        Assert.Equal(LookupState.Unavailable, await directory.IsMemberAsync(Community.Agency));
        broken = false;
        _time.Advance(TimeSpan.FromSeconds(2));
        Assert.Equal(LookupState.Found, await directory.IsMemberAsync(Community.Agency));
    }

    [Fact]
    public async Task Same_question_at_the_same_time_is_asked_once()
    {
        using var gate = new ManualResetEventSlim();
        var session = new FakeSession(_ =>
        {
            gate.Wait(TimeSpan.FromSeconds(10));
            return FakeSession.One;
        });
        await using LdapDirectory directory = Directory(session);
        Task<LookupState>[] asked = [.. Enumerable.Range(0, 50).Select(_ => directory.IsMemberAsync(Community.Agency).AsTask())];
        gate.Set();
        Assert.All(await Task.WhenAll(asked), state => Assert.Equal(LookupState.Found, state));
        Assert.Equal(1, session.Searches);
    }

    [Fact]
    public async Task Old_connection_that_breaks_under_a_search_is_replaced_within_the_same_look_up()
    {
        int opened = 0;
        await using var directory = new LdapDirectory(Options(), (_, _) =>
        {
            int number = ++opened;
            int asked = 0;
            return Task.FromResult<ILdapSession>(new FakeSession(_ => number == 1 && asked++ > 0 ? throw new LdapFaultException("gone") { ConnectionLost = true } : FakeSession.One));
        });
        Assert.Equal(LookupState.Found, await directory.IsMemberAsync(Community.Agency));
        Assert.Equal(LookupState.Found, await directory.IsMemberAsync(Community.Alias));
        Assert.Equal(2, opened);
    }

    [Fact]
    public async Task New_connection_that_breaks_is_a_fault_of_the_server()
    {
        int opened = 0;
        await using var directory = new LdapDirectory(Options(), (_, _) =>
        {
            opened++;
            return Task.FromResult<ILdapSession>(new FakeSession(_ => throw new LdapFaultException("gone") { ConnectionLost = true }));
        });
        Assert.Equal(LookupState.Unavailable, await directory.IsMemberAsync(Community.Agency));
        Assert.Equal(1, opened);
    }

    [Fact]
    public async Task Server_that_failed_rests_longer_each_time_up_to_the_cap()
    {
        int attempts = 0;
        await using var directory = new LdapDirectory(Options(), (_, _) =>
        {
            attempts++;
            throw new LdapFaultException("no");
        });
        var waits = new List<double>();
        for (int i = 0; i < 8; i++)
        {
            int before = attempts;
            double waited = 0;
            while (attempts == before)
            {
                Assert.Equal(LookupState.Unavailable, await directory.IsMemberAsync(Community.Agency));
                if (attempts == before)
                {
                    _time.Advance(TimeSpan.FromMilliseconds(100));
                    waited += 0.1;
                }
            }

            waits.Add(waited);
        }

        Assert.Equal(0, waits[0]);
        Assert.InRange(waits[1], 0.45, 1.15);
        Assert.InRange(waits[3], 1.9, 4.15);
        Assert.InRange(waits[7], 14.9, 30.15);
    }

    [Fact]
    public async Task Broken_provider_is_unavailable_and_no_exception()
    {
        await using LdapDirectory directory = Directory(new FakeSession(_ => throw new InvalidOperationException("a mistake")));
        Assert.Equal(LookupState.Unavailable, await directory.IsMemberAsync(Community.Agency));
    }

    [Fact]
    public async Task Closed_directory_is_misuse()
    {
        LdapDirectory directory = Directory(new FakeSession(_ => FakeSession.One));
        await directory.IsMemberAsync(Community.Agency);
        directory.Dispose();
        await Assert.ThrowsAsync<ObjectDisposedException>(async () => await directory.IsMemberAsync(Community.Agency));
    }

    private LdapDirectoryOptions Options()
    {
        LdapDirectoryOptions standard = new() { Servers = [], SearchBase = "" };
        return Community.Options(new LdapServer(LdapTransport.Tls, "localhost", 1)) with
        {
            TimeProvider = _time,
            FoundTime = standard.FoundTime,
            NotFoundTime = standard.NotFoundTime,
            RetryDelay = standard.RetryDelay,
            MaxRetryDelay = standard.MaxRetryDelay,
        };
    }

    private LdapDirectory Directory(FakeSession session) => new(Options(), (_, _) => Task.FromResult<ILdapSession>(session));
}
