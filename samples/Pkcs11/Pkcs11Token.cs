using System.Collections.Concurrent;
using System.Security.Cryptography;
using DomSec.Providers;
using Net.Pkcs11Interop.Common;
using Net.Pkcs11Interop.HighLevelAPI;
using Net.Pkcs11Interop.HighLevelAPI.Factories;

namespace DomSec.Pkcs11Sample;

/// <summary>
/// A token of a PKCS#11 module with a pool of sessions: every operation has a session for itself, and one that was lost (the token was pulled, the network module restarted) is replaced and
/// the operation done once more. Safe for concurrent use. One object per module and process: a module is started and ended as a whole.
/// </summary>
public sealed class Pkcs11Token : IDisposable
{
    private readonly Pkcs11InteropFactories _factories = new();
    private readonly ConcurrentBag<PooledSession> _idle = [];
    private readonly SemaphoreSlim _places;
    private readonly Lock _login = new();
    private readonly IPkcs11Library _library;
    private readonly string _label;
    private readonly string _pin;
    private readonly bool _ownsLibrary;

    /// <summary>Starts the module; the token is looked for when it is first used.</summary>
    /// <param name="module">The module's path, such as libsofthsm2.so.</param>
    /// <param name="label">The token's label.</param>
    /// <param name="pin">The user's PIN; from a file or a secret store, never an argument of a program.</param>
    /// <param name="maxSessions">Operations at the same time; modules have a limit.</param>
    /// <exception cref="CryptographicException">The module cannot be started.</exception>
    public Pkcs11Token(string module, string label, string pin, int maxSessions = 8)
        : this(Pkcs11Module.Load(module), label, pin, maxSessions) => _ownsLibrary = true;

    /// <summary>Uses a module that was started already: for several tokens of one module.</summary>
    /// <param name="library">The module; it stays the caller's.</param>
    /// <param name="label">The token's label.</param>
    /// <param name="pin">The user's PIN.</param>
    /// <param name="maxSessions">Operations at the same time.</param>
    public Pkcs11Token(IPkcs11Library library, string label, string pin, int maxSessions = 8)
    {
        (_library, _label, _pin) = (library, label, pin);
        _places = new SemaphoreSlim(maxSessions);
    }

    internal Pkcs11InteropFactories Factories => _factories;

    /// <summary>Does something in a session of its own, logged in. A module's calls block, so they run on another thread.</summary>
    /// <param name="work">The work; done once more when the session turns out to be lost.</param>
    /// <param name="ct">Cancels the waiting; a call in the module cannot be cancelled.</param>
    /// <exception cref="KeyUnavailableException">The token cannot be used: it is not there, the PIN is wrong, a key is missing.</exception>
    internal async Task<T> UseAsync<T>(Func<PooledSession, T> work, CancellationToken ct)
    {
        await _places.WaitAsync(ct);
        try
        {
            return await Task.Run(() => Use(work), ct);
        }
        finally
        {
            _places.Release();
        }
    }

    /// <summary>Ends all sessions, and the module if this object started it.</summary>
    public void Dispose()
    {
        DropIdle();
        if (_ownsLibrary)
        {
            _library.Dispose();
        }

        _places.Dispose();
    }

    private T Use<T>(Func<PooledSession, T> work)
    {
        for (int attempt = 1; ; attempt++)
        {
            PooledSession? session = null;
            try
            {
                session = _idle.TryTake(out PooledSession? idle) ? idle : Open();
                T result = work(session);
                _idle.Add(session);
                return result;
            }
            catch (Pkcs11Exception e)
            {
                session?.Dispose();
                if (attempt == 1 && IsLost(e.RV))
                {
                    DropIdle(); // they are of the same login
                    continue;
                }

                throw new KeyUnavailableException($"The token {_label} cannot be used: {e.RV}.", e);
            }
            catch (CryptographicException)
            {
                session?.Dispose();
                throw;
            }
        }
    }

    private PooledSession Open()
    {
        ISlot slot = _library.GetSlotList(SlotsType.WithTokenPresent).Find(each => string.Equals(LabelOf(each), _label, StringComparison.Ordinal))
            ?? throw new KeyUnavailableException($"The token {_label} is not there.");
        ISession session = slot.OpenSession(SessionType.ReadOnly);
        try
        {
            lock (_login)
            {
                if (session.GetSessionInfo().State is not (CKS.CKS_RO_USER_FUNCTIONS or CKS.CKS_RW_USER_FUNCTIONS))
                {
                    session.Login(CKU.CKU_USER, _pin);
                }
            }

            return new PooledSession(session, _factories, _label);
        }
        catch (Pkcs11Exception e) when (e.RV == CKR.CKR_USER_ALREADY_LOGGED_IN)
        {
            return new PooledSession(session, _factories, _label); // by somebody else in this process
        }
        catch
        {
            session.Dispose();
            throw;
        }
    }

    private static string? LabelOf(ISlot slot)
    {
        try
        {
            return slot.GetTokenInfo().Label.TrimEnd();
        }
        catch (Pkcs11Exception)
        {
            return null; // a token that goes just now
        }
    }

    private static bool IsLost(CKR answer) => answer is CKR.CKR_SESSION_HANDLE_INVALID or CKR.CKR_SESSION_CLOSED or CKR.CKR_USER_NOT_LOGGED_IN or CKR.CKR_KEY_HANDLE_INVALID
        or CKR.CKR_OBJECT_HANDLE_INVALID or CKR.CKR_DEVICE_REMOVED or CKR.CKR_TOKEN_NOT_PRESENT or CKR.CKR_DEVICE_ERROR;

    private void DropIdle()
    {
        while (_idle.TryTake(out PooledSession? session))
        {
            session.Dispose();
        }
    }

    /// <summary>A session with the keys found in it.</summary>
    internal sealed class PooledSession(ISession session, Pkcs11InteropFactories factories, string label) : IDisposable
    {
        private readonly Dictionary<string, IObjectHandle> _keys = new(StringComparer.Ordinal);

        public ISession Session => session;

        /// <summary>The private key with this CKA_ID.</summary>
        public IObjectHandle PrivateKey(byte[] id)
        {
            string name = Convert.ToHexString(id);
            if (!_keys.TryGetValue(name, out IObjectHandle? key))
            {
                IObjectAttributeFactory attributes = factories.ObjectAttributeFactory;
                List<IObjectHandle> found = session.FindAllObjects([attributes.Create(CKA.CKA_CLASS, CKO.CKO_PRIVATE_KEY), attributes.Create(CKA.CKA_ID, id)]);
                key = found.Count == 1 ? found[0] : throw new KeyUnavailableException($"The token {label} has {found.Count} private keys with the identifier {name}.");
                _keys[name] = key;
            }

            return key;
        }

        public void Dispose()
        {
            try
            {
                session.Dispose();
            }
            catch (Pkcs11Exception)
            {
                // lost already
            }
        }
    }
}
