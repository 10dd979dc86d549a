using DomSec.Ldap.Protocol;

namespace DomSec.Ldap.Tests;

/// <summary>A session without a server: counts the searches and answers them as the test says.</summary>
internal sealed class FakeSession(Func<LdapSearch, LdapSearchResult> answer) : ILdapSession
{
    private int _searches;

    public int Searches => _searches;

    public bool IsAlive { get; private set; } = true;

    public static LdapSearchResult Nothing { get; } = new(new LdapResult(0, ""), [], 0);

    public static LdapSearchResult One { get; } = new(new LdapResult(0, ""), [LdapEntry.Parse([0x04, 0, 0x30, 0])], 0);

    public async Task<LdapSearchResult> SearchAsync(LdapSearch search, CancellationToken ct)
    {
        await Task.Yield();
        if (search.Scope != LdapScope.Base)
        {
            Interlocked.Increment(ref _searches);
            return answer(search);
        }

        return One;
    }

    public async Task<LdapResult> SyncAsync(LdapSearch search, ReadOnlyMemory<byte> cookie, ILdapSyncReceiver receiver, CancellationToken ct)
    {
        await Task.Delay(Timeout.Infinite, ct);
        throw new InvalidOperationException();
    }

    public Task<string?> WhoAmIAsync(CancellationToken ct) => Task.FromResult<string?>("");

    public void Abort() => IsAlive = false;

    public ValueTask DisposeAsync()
    {
        Abort();
        return ValueTask.CompletedTask;
    }
}
