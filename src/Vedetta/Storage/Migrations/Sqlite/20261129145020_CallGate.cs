using Microsoft.EntityFrameworkCore.Migrations;

#nullable disable

namespace Vedetta.Storage.Migrations.Sqlite
{
    /// <inheritdoc />
    public partial class CallGate : Migration
    {
        /// <inheritdoc />
        protected override void Up(MigrationBuilder migrationBuilder)
        {
            migrationBuilder.CreateTable(
                name: "gate_activations",
                columns: table => new
                {
                    id = table.Column<string>(type: "TEXT", nullable: false),
                    incident_id = table.Column<int>(type: "INTEGER", nullable: true),
                    flood_id = table.Column<string>(type: "TEXT", nullable: false),
                    state = table.Column<string>(type: "TEXT", nullable: false),
                    reason = table.Column<string>(type: "TEXT", nullable: false),
                    rules = table.Column<int>(type: "INTEGER", nullable: false),
                    created_by = table.Column<string>(type: "TEXT", nullable: false),
                    created_at = table.Column<long>(type: "INTEGER", nullable: false),
                    expires_at = table.Column<long>(type: "INTEGER", nullable: false),
                    activated_by = table.Column<string>(type: "TEXT", nullable: true),
                    activated_at = table.Column<long>(type: "INTEGER", nullable: true),
                    taken_back_by = table.Column<string>(type: "TEXT", nullable: true),
                    taken_back_at = table.Column<long>(type: "INTEGER", nullable: true),
                    proposal = table.Column<string>(type: "TEXT", nullable: false),
                    forecast = table.Column<string>(type: "TEXT", nullable: false),
                    stopped = table.Column<long>(type: "INTEGER", nullable: false),
                    looks_honest = table.Column<long>(type: "INTEGER", nullable: false),
                    reported_honest = table.Column<long>(type: "INTEGER", nullable: false),
                    would_stop = table.Column<long>(type: "INTEGER", nullable: false)
                },
                constraints: table =>
                {
                    table.PrimaryKey("PK_gate_activations", x => x.id);
                });

            migrationBuilder.CreateTable(
                name: "gate_protected",
                columns: table => new
                {
                    number = table.Column<string>(type: "TEXT", nullable: false),
                    name = table.Column<string>(type: "TEXT", nullable: false),
                    added_by = table.Column<string>(type: "TEXT", nullable: false),
                    added_at = table.Column<long>(type: "INTEGER", nullable: false)
                },
                constraints: table =>
                {
                    table.PrimaryKey("PK_gate_protected", x => x.number);
                });

            migrationBuilder.CreateTable(
                name: "gate_rules",
                columns: table => new
                {
                    id = table.Column<long>(type: "INTEGER", nullable: false),
                    activation_id = table.Column<string>(type: "TEXT", nullable: false),
                    owner = table.Column<string>(type: "TEXT", nullable: false),
                    reason = table.Column<string>(type: "TEXT", nullable: false),
                    match = table.Column<string>(type: "TEXT", nullable: false),
                    act = table.Column<byte>(type: "INTEGER", nullable: false),
                    target = table.Column<string>(type: "TEXT", nullable: false),
                    refusal = table.Column<byte>(type: "INTEGER", nullable: false)
                },
                constraints: table =>
                {
                    table.PrimaryKey("PK_gate_rules", x => x.id);
                });

            migrationBuilder.CreateTable(
                name: "gate_settings",
                columns: table => new
                {
                    id = table.Column<int>(type: "INTEGER", nullable: false),
                    json = table.Column<string>(type: "TEXT", nullable: false)
                },
                constraints: table =>
                {
                    table.PrimaryKey("PK_gate_settings", x => x.id);
                });

            migrationBuilder.CreateIndex(
                name: "IX_gate_activations_incident_id",
                table: "gate_activations",
                column: "incident_id");

            migrationBuilder.CreateIndex(
                name: "IX_gate_activations_state",
                table: "gate_activations",
                column: "state");

            migrationBuilder.CreateIndex(
                name: "IX_gate_rules_activation_id",
                table: "gate_rules",
                column: "activation_id");

        }

        /// <inheritdoc />
        protected override void Down(MigrationBuilder migrationBuilder)
        {
            migrationBuilder.DropTable(
                name: "gate_activations");

            migrationBuilder.DropTable(
                name: "gate_protected");

            migrationBuilder.DropTable(
                name: "gate_rules");

            migrationBuilder.DropTable(
                name: "gate_settings");

        }
    }
}
