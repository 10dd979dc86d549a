using System.Collections.Concurrent;
using DomSec.TestKit;

namespace DomSec.Interop.Tests;

/// <summary>Certificates under the shared root, one of each kind per process.</summary>
internal static class Identities
{
    private static readonly ConcurrentDictionary<(TestRole, string, TestKeyType), Lazy<TestIdentity>> _issued = new();

    /// <summary>The author of <see cref="Messages.Plain"/>.</summary>
    public static TestIdentity Alice(TestKeyType type = TestKeyType.Rsa2048) => Get(TestRole.Originator, "alice@acme.example", type);

    public static TestIdentity Person(string address, TestKeyType type = TestKeyType.Rsa2048) => Get(TestRole.Originator, address, type);

    /// <summary>acme.example's domain-signing-authority.</summary>
    public static TestIdentity Signing(TestKeyType type = TestKeyType.Rsa2048, string domain = "acme.example") => Get(TestRole.DomainSigning, domain, type);

    /// <summary>A domain-confidentiality-authority.</summary>
    public static TestIdentity Confidentiality(TestKeyType type = TestKeyType.Rsa2048, string domain = "partner.example") => Get(TestRole.Confidentiality, domain, type);

    private static TestIdentity Get(TestRole role, string name, TestKeyType type) =>
        _issued.GetOrAdd((role, name, type), static key => new Lazy<TestIdentity>(() => Issue(key.Item1, key.Item2, key.Item3))).Value;

    private static TestIdentity Issue(TestRole role, string name, TestKeyType type) =>
        role == TestRole.Originator ? TestCa.Shared.IssuePerson(name, type) : TestCa.Shared.Issue(role, name, type, shape =>
        {
            // RSA keys are slow to make: the domains share one for each role and type, all but the stranger.
            shape.KeyName = (name.StartsWith("stranger", StringComparison.Ordinal) ? "stranger/" : "domains/") + TestRoles.NameOf(role);
        });
}
