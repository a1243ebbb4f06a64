using Microsoft.EntityFrameworkCore.Migrations;
using Npgsql.EntityFrameworkCore.PostgreSQL.Metadata;

#nullable disable

namespace Vedetta.Storage.Migrations.Postgres
{
    /// <inheritdoc />
    public partial class Checks : Migration
    {
        /// <inheritdoc />
        protected override void Up(MigrationBuilder migrationBuilder)
        {
            migrationBuilder.CreateTable(
                name: "check_probers",
                columns: table => new
                {
                    CheckId = table.Column<int>(type: "integer", nullable: false),
                    Prober = table.Column<string>(type: "text", nullable: false),
                    State = table.Column<string>(type: "text", nullable: true),
                    Pending = table.Column<string>(type: "text", nullable: true),
                    PendingCount = table.Column<int>(type: "integer", nullable: false),
                    At = table.Column<long>(type: "bigint", nullable: false),
                    Detail = table.Column<string>(type: "text", nullable: false),
                    Milliseconds = table.Column<double>(type: "double precision", nullable: false)
                },
                constraints: table =>
                {
                    table.PrimaryKey("PK_check_probers", x => new { x.CheckId, x.Prober });
                });

            migrationBuilder.CreateTable(
                name: "checks",
                columns: table => new
                {
                    Id = table.Column<int>(type: "integer", nullable: false)
                        .Annotation("Npgsql:ValueGenerationStrategy", NpgsqlValueGenerationStrategy.IdentityByDefaultColumn),
                    Name = table.Column<string>(type: "text", nullable: false),
                    Component = table.Column<string>(type: "text", nullable: false),
                    Kind = table.Column<string>(type: "text", nullable: false),
                    Target = table.Column<string>(type: "text", nullable: false),
                    EverySeconds = table.Column<int>(type: "integer", nullable: false),
                    TimeoutSeconds = table.Column<int>(type: "integer", nullable: false),
                    Retries = table.Column<int>(type: "integer", nullable: false),
                    Quorum = table.Column<int>(type: "integer", nullable: false),
                    ExpectStatus = table.Column<string>(type: "text", nullable: false),
                    Keyword = table.Column<string>(type: "text", nullable: false),
                    FollowsRedirects = table.Column<bool>(type: "boolean", nullable: false),
                    WarnDays = table.Column<int>(type: "integer", nullable: false),
                    GraceSeconds = table.Column<int>(type: "integer", nullable: false),
                    TokenHash = table.Column<string>(type: "text", nullable: false),
                    IsOn = table.Column<bool>(type: "boolean", nullable: false),
                    CreatedAt = table.Column<long>(type: "bigint", nullable: false),
                    State = table.Column<string>(type: "text", nullable: true),
                    Since = table.Column<long>(type: "bigint", nullable: true),
                    Detail = table.Column<string>(type: "text", nullable: false),
                    ToldAt = table.Column<long>(type: "bigint", nullable: true),
                    ToldState = table.Column<string>(type: "text", nullable: true),
                    LastBeatAt = table.Column<long>(type: "bigint", nullable: true)
                },
                constraints: table =>
                {
                    table.PrimaryKey("PK_checks", x => x.Id);
                });

            migrationBuilder.CreateTable(
                name: "inbound_sources",
                columns: table => new
                {
                    Name = table.Column<string>(type: "text", nullable: false),
                    ItemsPointer = table.Column<string>(type: "text", nullable: false),
                    IdPointer = table.Column<string>(type: "text", nullable: false),
                    StatusPointer = table.Column<string>(type: "text", nullable: false),
                    FiringValues = table.Column<string>(type: "text", nullable: false),
                    ResolvedValues = table.Column<string>(type: "text", nullable: false),
                    TitlePointer = table.Column<string>(type: "text", nullable: false),
                    ComponentPointer = table.Column<string>(type: "text", nullable: false),
                    StartPointer = table.Column<string>(type: "text", nullable: false)
                },
                constraints: table =>
                {
                    table.PrimaryKey("PK_inbound_sources", x => x.Name);
                });

            migrationBuilder.CreateTable(
                name: "incident_alerts",
                columns: table => new
                {
                    Source = table.Column<string>(type: "text", nullable: false),
                    Fingerprint = table.Column<string>(type: "text", nullable: false),
                    StartsAt = table.Column<long>(type: "bigint", nullable: false),
                    EndsAt = table.Column<long>(type: "bigint", nullable: true),
                    GroupKey = table.Column<string>(type: "text", nullable: false),
                    IncidentId = table.Column<int>(type: "integer", nullable: false),
                    Title = table.Column<string>(type: "text", nullable: false)
                },
                constraints: table =>
                {
                    table.PrimaryKey("PK_incident_alerts", x => new { x.Source, x.Fingerprint, x.StartsAt });
                });

            migrationBuilder.CreateIndex(
                name: "IX_checks_Component_Name",
                table: "checks",
                columns: new[] { "Component", "Name" },
                unique: true);

            migrationBuilder.CreateIndex(
                name: "IX_incident_alerts_IncidentId",
                table: "incident_alerts",
                column: "IncidentId");

            migrationBuilder.CreateIndex(
                name: "IX_incident_alerts_Source_GroupKey",
                table: "incident_alerts",
                columns: new[] { "Source", "GroupKey" });
        }

        /// <inheritdoc />
        protected override void Down(MigrationBuilder migrationBuilder)
        {
            migrationBuilder.DropTable(
                name: "check_probers");

            migrationBuilder.DropTable(
                name: "checks");

            migrationBuilder.DropTable(
                name: "inbound_sources");

            migrationBuilder.DropTable(
                name: "incident_alerts");
        }
    }
}
