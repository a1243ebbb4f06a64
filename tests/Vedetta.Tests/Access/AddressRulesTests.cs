using System.Net;
using Vedetta.Access;

namespace Vedetta.Tests.Access;

/// <summary>Which addresses this server may be talked into connecting to.</summary>
public sealed class AddressRulesTests
{
    [Theory]
    [InlineData("93.184.216.34", AddressKind.Public)]
    [InlineData("2606:2800:220:1:248:1893:25c8:1946", AddressKind.Public)]
    [InlineData("10.1.2.3", AddressKind.Private)]
    [InlineData("172.31.255.255", AddressKind.Private)]
    [InlineData("172.32.0.1", AddressKind.Public)]
    [InlineData("192.168.0.1", AddressKind.Private)]
    [InlineData("100.64.0.1", AddressKind.Private)]
    [InlineData("fd12::1", AddressKind.Private)]
    [InlineData("127.0.0.1", AddressKind.Loopback)]
    [InlineData("127.9.9.9", AddressKind.Loopback)]
    [InlineData("::1", AddressKind.Loopback)]
    [InlineData("::ffff:127.0.0.1", AddressKind.Loopback)]
    [InlineData("::ffff:10.0.0.1", AddressKind.Private)]
    [InlineData("::ffff:169.254.169.254", AddressKind.Forbidden)]
    [InlineData("64:ff9b::a00:1", AddressKind.Private)]
    [InlineData("2002:7f00:1::", AddressKind.Loopback)]
    [InlineData("169.254.169.254", AddressKind.Forbidden)]
    [InlineData("fe80::1", AddressKind.Forbidden)]
    [InlineData("fd00:ec2::254", AddressKind.Forbidden)]
    [InlineData("0.0.0.0", AddressKind.Forbidden)]
    [InlineData("::", AddressKind.Forbidden)]
    [InlineData("::127.0.0.1", AddressKind.Forbidden)]
    [InlineData("224.0.0.1", AddressKind.Forbidden)]
    [InlineData("255.255.255.255", AddressKind.Forbidden)]
    [InlineData("ff02::1", AddressKind.Forbidden)]
    public void Every_address_has_its_kind(string address, AddressKind kind) =>
        Assert.Equal(kind, AddressRules.KindOf(IPAddress.Parse(address)));

    [Theory]
    [InlineData("http://127.0.0.1:1/")]
    [InlineData("http://localhost:1/")]
    [InlineData("http://[::1]:1/")]
    [InlineData("http://[::ffff:10.0.0.1]/")]
    [InlineData("http://2130706433/")]
    [InlineData("http://0x7f.1/")]
    public async Task A_request_to_a_private_address_is_refused_before_it_is_made(string address)
    {
        using var client = new HttpClient(new GuardedConnections(TargetPolicy.PublicOnly).Handler());
        HttpRequestException error = await Assert.ThrowsAsync<HttpRequestException>(() => client.GetAsync(new Uri(address)));
        Assert.IsType<TargetRefusedException>(error.InnerException);
    }

    [Fact]
    public async Task Metadata_of_a_cloud_is_out_of_reach_under_every_policy() =>
        await Assert.ThrowsAsync<TargetRefusedException>(() =>
            new GuardedConnections(TargetPolicy.PrivateToo).Connect("169.254.169.254", 80, TestContext.Current.CancellationToken));
}
